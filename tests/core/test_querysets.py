"""Questions whose SQL is written once answer everybody as if it were written anew for each."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import wraps
from types import NoneType
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

import knowledge.selectors
import recognition.selectors
import rituals.selectors
from peerlearn.core.querysets import one_of, written_once
from peerlearn.people.models import User
from rituals.enums import Audience
from rituals.models import Ritual, Session, Substitution, Teaching
from tests.factories.rituals import (
    FacilitationFactory,
    RitualFactory,
    SessionFactory,
    TeachingFactory,
)

pytestmark = pytest.mark.django_db
PACKAGES = (rituals.selectors, knowledge.selectors, recognition.selectors)


@written_once
def visible_rituals(user: User) -> QuerySet[Ritual]:
    return Ritual.objects.visible_to(user).order_by("name")


@written_once
def sessions_after(user: User, now: datetime, *, taught: bool) -> QuerySet[Session]:
    teaches = Teaching.objects.filter(session=OuterRef("pk"), user=user)
    sessions = Session.objects.visible_to(user).filter(starts_at__gt=now - timedelta(days=1))
    if taught:
        sessions = sessions.filter(Exists(teaches))
    return sessions.annotate(called=F("ritual__name")).select_related("ritual").prefetch_related("teachings__user")


def names(rituals: list[Ritual]) -> list[str]:
    return [ritual.name for ritual in rituals]


def test_everybody_is_answered_by_their_own_rights(alice: User, bob: User) -> None:
    RitualFactory(name="Open")
    RitualFactory(name="Of alice", audience=Audience.MEMBERS).members.add(alice)
    RitualFactory(name="Of bob", audience=Audience.MEMBERS).members.add(bob)

    answers = [names(visible_rituals(user)) for user in (alice, bob, alice)]

    assert answers == [["Of alice", "Open"], ["Of bob", "Open"], ["Of alice", "Open"]]


def test_visitor_is_answered_as_without_it() -> None:
    RitualFactory(name="Open")

    assert visible_rituals(AnonymousUser()) == []


def test_rows_come_with_what_the_question_brings_along(alice: User, monday: datetime) -> None:
    session = SessionFactory(ritual=RitualFactory(name="Brown bag"), starts_at=monday)
    SessionFactory(starts_at=monday - timedelta(days=2))
    TeachingFactory(session=session, user=alice)
    sessions_after(alice, monday, taught=True)

    with CaptureQueriesContext(connection) as queries:
        (found,) = sessions_after(alice, monday, taught=True)
        assert (found, found.called, found.ritual.name) == (session, "Brown bag", "Brown bag")
        assert [teaching.user for teaching in found.teachings.all()] == [alice]

    assert len(queries) == 3


def test_instants_and_choices_are_those_of_each_asking(alice: User, bob: User, monday: datetime) -> None:
    early, late = (SessionFactory(starts_at=monday + timedelta(days=days)) for days in (0, 9))
    TeachingFactory(session=early, user=bob)

    asked = [(monday, False), (monday + timedelta(days=5), False), (monday, True), (monday, False)]

    assert [set(sessions_after(bob, now, taught=taught)) for now, taught in asked] == [
        {early, late},
        {late},
        {early},
        {early, late},
    ]


def test_sql_is_written_for_the_first_who_asks(alice: User, bob: User) -> None:
    called = []

    @written_once
    def counted(user: User) -> QuerySet[User]:
        called.append(user)
        return User.objects.filter(pk=user.pk)

    assert [counted(user) for user in (alice, bob, alice)] == [[alice], [bob], [alice]]
    assert len(called) == 1


def test_rights_are_lent_and_taken_by_the_day(alice: User, bob: User, monday: datetime) -> None:
    closed = RitualFactory(name="Closed", audience=Audience.MEMBERS)
    FacilitationFactory(ritual=closed, user=alice)
    tomorrow = monday + timedelta(days=1)
    Substitution.objects.create(
        ritual=closed, user=alice, substitute=bob, first_day=tomorrow.date(), last_day=tomorrow.date()
    )
    seen = []
    for days in range(3):
        with time_machine.travel(monday + timedelta(days=days), tick=False):
            seen.append(names(visible_rituals(bob)))

    assert seen == [[], ["Closed"], []]


def test_question_that_looks_at_its_person_fails(alice: User) -> None:
    @written_once
    def curious(user: User) -> QuerySet[User]:
        return User.objects.filter(location=user.location)

    with pytest.raises(AttributeError):
        curious(alice)


def test_many_numbers_are_one_value(alice: User, bob: User) -> None:
    @written_once
    def people(numbers: list[int]) -> QuerySet[User]:
        return User.objects.filter(one_of("pk", numbers)).order_by("name")

    assert [people(numbers) for numbers in ([bob.pk], [alice.pk, bob.pk], [])] == [[bob], [alice, bob], []]


def test_question_that_nothing_can_meet_asks_nothing(alice: User) -> None:
    @written_once
    def nobody(user: User) -> QuerySet[User]:
        return User.objects.filter(pk__in=[], manager=user)

    with CaptureQueriesContext(connection) as queries:
        assert nobody(alice) == []

    assert len(queries) == 0


def questions() -> Iterator[Callable[..., list[Any]]]:
    """Every question of the product that is written once."""
    for package in PACKAGES:
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                if getattr(value, "__code__", None) is visible_rituals.__code__ and value.__module__ == found.name:
                    yield value


EXAMPLES = {
    datetime: datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    date: date(2026, 11, 23),
    int: 1,
    bool: True,
    str: "text",
    list[int]: [1, 2],
    tzinfo: ZoneInfo("Europe/Berlin"),
    NoneType: None,
}


def examples(question: Callable[..., Any], user: User) -> dict[str, Any]:
    """Arguments of the kinds that it takes; None where it may have none."""
    kinds = get_type_hints(inspect.unwrap(question))
    known = EXAMPLES | {User: user}
    return {
        name: known[NoneType if NoneType in get_args(kind) else kind]
        for name, kind in kinds.items()
        if name != "return"
    }


@pytest.mark.parametrize(
    "question", list(questions()), ids=lambda question: f"{question.__module__}.{question.__name__}"
)
def test_what_is_kept_in_the_morning_is_what_would_be_written_at_night(
    question: Callable[..., Any], alice: User
) -> None:
    asked = examples(question, alice)
    written_at_night = written_once(wraps(question)(lambda **values: inspect.unwrap(question)(**values)))
    with time_machine.travel(datetime(2026, 11, 23, 0, 5, tzinfo=ZoneInfo("Europe/Berlin")), tick=False):
        question(**asked)
    with time_machine.travel(datetime(2026, 11, 23, 23, 55, tzinfo=ZoneInfo("Europe/Berlin")), tick=False):
        with CaptureQueriesContext(connection) as kept:
            question(**asked)
        with CaptureQueriesContext(connection) as anew:
            written_at_night(**asked)

    assert [query["sql"] for query in kept] == [query["sql"] for query in anew]
