"""A ritual that dora runs, with one open slot and one session that alice teaches, both tomorrow and a week later."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from peerlearn.people.models import User
from rituals.models import Ritual, Session
from tests.factories.rituals import FacilitationFactory, SessionFactory, TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def ritual(dora: User) -> Ritual:
    return FacilitationFactory(user=dora, ritual__name="AI brown bag", ritual__slug="ai-brown-bag").ritual


@pytest.fixture
def slot(ritual: Ritual) -> Session:
    """Open, tomorrow at 14:00 in Berlin."""
    return SessionFactory(ritual=ritual, title="")


@pytest.fixture
def talk(ritual: Ritual, alice: User) -> Session:
    """Alice teaches, a week from tomorrow."""
    session = SessionFactory(ritual=ritual, title="Five prompts", starts_at=datetime(2026, 12, 1, 13, tzinfo=UTC))
    TeachingFactory(session=session, user=alice)
    return session


@pytest.fixture
def members_only(slot: Session) -> Session:
    """The open slot, closed to all but members."""
    Ritual.objects.update(audience="members")
    slot.audience = "members"
    slot.save()
    return slot


@pytest.fixture
def without_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page alone, so that its queries can be counted whatever other apps add."""
    monkeypatch.setattr("peerlearn.core.panels._registry", defaultdict(list))
