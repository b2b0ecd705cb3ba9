"""Whoever stands in for a facilitator hears, sees and may do what they would, on those days and no others."""

from datetime import date, datetime

import pytest

from knowledge.models import Article
from knowledge.selectors import todo as captures
from knowledge.services.capture import open_article
from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.models import Ritual, Session, Substitution
from rituals.selectors.ritual_health import overseen_by
from rituals.selectors.todo import for_user
from rituals.services.slots import give_slot_back
from tests.factories.knowledge import held_session

TODAY = {"first_day": date(2026, 11, 23), "last_day": date(2026, 11, 23)}
TOMORROW = {"first_day": date(2026, 11, 24), "last_day": date(2026, 11, 24)}


def stands_in(ritual: Ritual, away: User, person: User, days: dict[str, date]) -> None:
    Substitution.objects.create(ritual=ritual, user=away, substitute=person, **days)


def test_slot_given_back_is_told_to_who_stands_in(talk: Session, dora: User, charlie: User, monday: datetime) -> None:
    stands_in(talk.ritual, dora, charlie, TODAY)

    give_slot_back(talk.teachings.get(), now=monday)

    assert [message.recipient for message in Message.objects.filter(kind="rituals.slot_given_back")] == [charlie]


def test_teacher_who_stands_in_does_not_hear_of_the_own_slot(talk: Session, dora, alice, monday: datetime) -> None:
    stands_in(talk.ritual, dora, alice, TODAY)

    give_slot_back(talk.teachings.get(), now=monday)

    assert Message.objects.filter(kind="rituals.slot_given_back").count() == 0


@pytest.mark.parametrize(("days", "expected"), [(TODAY, ["Find a teacher for Tuesday 24 November"]), (TOMORROW, [])])
def test_open_slots_need_who_stands_in(slot: Session, dora, charlie, monday: datetime, days, expected) -> None:
    stands_in(slot.ritual, dora, charlie, days)

    assert [todo.title for todo in for_user(charlie)] == expected


@pytest.mark.parametrize(("days", "seen"), [(TODAY, True), (TOMORROW, False)])
def test_health_is_for_who_stands_in(client_of, slot: Session, dora, charlie, monday: datetime, days, seen) -> None:
    stands_in(slot.ritual, dora, charlie, days)

    assert overseen_by(charlie) == ([slot.ritual] if seen else [])
    assert client_of(charlie).get("/rituals/health/").status_code == (200 if seen else 403)


@pytest.mark.parametrize(("days", "seen"), [(TODAY, True), (TOMORROW, False)])
def test_unpublished_captures_reach_who_stands_in(alice, dora, charlie, monday: datetime, days, seen) -> None:
    session = held_session(alice, title="Twenty interviews")
    session.ritual.facilitations.create(user=dora)
    article = open_article(session)
    stands_in(session.ritual, dora, charlie, days)

    assert Article.objects.visible_to(charlie).filter(pk=article.pk).exists() is seen
    assert [todo.title for todo in captures.for_user(charlie, now=monday)] == (
        ["Capture “Twenty interviews”"] if seen else []
    )


def test_who_no_longer_runs_the_ritual_lends_nothing(talk: Session, dora, charlie, monday: datetime) -> None:
    stands_in(talk.ritual, dora, charlie, TODAY)
    talk.ritual.facilitations.all().delete()

    assert for_user(charlie) == []
    assert overseen_by(charlie) == []
