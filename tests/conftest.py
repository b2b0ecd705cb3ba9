"""The people every test knows, the browser they sign in with, and a Monday on which time stands still."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings

from peerlearn.people.models import Function, Role, User
from tests.factories.people import FunctionFactory, LeadAssignmentFactory, UserFactory

# The same examples every time, however busy the machine is: a test fails for what it found, not for when it ran.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind in its thread, as Django does; every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def monday() -> Iterator[datetime]:
    """Time stands still on Monday 23 November 2026, 10:00 in Berlin."""
    with time_machine.travel(MONDAY, tick=False):
        yield MONDAY


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which that person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="peerlearn.people.backends.DirectoryBackend")
        return client

    return signed_in


@pytest.fixture
def strategy(db: None) -> Function:
    return FunctionFactory(name="Strategy")


@pytest.fixture
def mara(strategy: Function) -> User:
    """A manager; alice and bob report to her."""
    return UserFactory(name="Mara Manager", email="mara@example.com", function=strategy)


@pytest.fixture
def alice(strategy: Function, mara: User) -> User:
    """A colleague who teaches."""
    return UserFactory(name="Alice Teacher", email="alice@example.com", function=strategy, manager=mara)


@pytest.fixture
def bob(strategy: Function, mara: User) -> User:
    """A colleague in alice's function."""
    return UserFactory(name="Bob Colleague", email="bob@example.com", function=strategy, manager=mara)


@pytest.fixture
def charlie(db: None) -> User:
    """An outsider: another function, no role anywhere."""
    return UserFactory(name="Charlie Outsider", email="charlie@example.com", function=FunctionFactory(name="Tax"))


@pytest.fixture
def dora(strategy: Function) -> User:
    """Facilitates what a test makes her facilitate."""
    return UserFactory(name="Dora Facilitator", email="dora@example.com", function=strategy)


@pytest.fixture
def lena(strategy: Function) -> User:
    """Leads peer learning in alice's function."""
    lena = UserFactory(name="Lena Lead", email="lena@example.com", function=strategy)
    LeadAssignmentFactory(user=lena, function=strategy)
    return lena


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory(name="Ada Admin", email="admin@example.com", roles=[Role.ADMIN])
