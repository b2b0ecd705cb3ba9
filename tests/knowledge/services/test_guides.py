"""Guides: written, found right again, handed over; whoever answers for one is asked when its day has come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from knowledge.models import Article
from knowledge.selectors import todo
from knowledge.selectors.guides import Trust, guides_to_look_at, trust_of
from knowledge.selectors.history import newest_revision
from knowledge.services.guides import ask_for_reviews, confirm_guide, hand_over, write_guide
from knowledge.services.revisions import save_text
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory

WRITTEN = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
DUE = date(2026, 10, 28)
LATER = datetime(2026, 10, 28, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def awake(settings: Any) -> None:
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}


@pytest.fixture
def guide(alice: User) -> Article:
    return write_guide(alice, title="How we number", body="From one.", topics=["Interviews"], now=WRITTEN)


@pytest.fixture
def asked(alice: User) -> Article:
    """A guide whose day was yesterday; alice is asked, by the clock of the database."""
    guide = write_guide(alice, title="How we count", body="x", now=timezone.now() - timedelta(days=181))
    ask_for_reviews(now=timezone.now())
    return guide


def test_writer_answers_for_a_new_guide_for_half_a_year(guide: Article, alice: User) -> None:
    assert trust_of(guide, now=WRITTEN) == Trust(alice, date(2026, 5, 1), DUE, due=False)
    assert trust_of(guide, now=LATER) == Trust(alice, date(2026, 5, 1), DUE, due=True)


def test_guide_whose_verifier_left_is_answered_for_by_nobody(guide: Article, alice: User) -> None:
    alice.is_active = False

    assert trust_of(guide, now=WRITTEN) == Trust(None, date(2026, 5, 1), DUE, due=True)


def test_still_right_begins_another_half_year(guide: Article, bob: User) -> None:
    confirm_guide(guide, by=bob, now=LATER)

    assert trust_of(guide, now=LATER) == Trust(bob, DUE, DUE + timedelta(days=180), due=False)


def test_who_takes_a_guide_over_has_not_verified_it(guide: Article, alice: User, bob: User) -> None:
    hand_over(guide, to=alice, now=LATER)
    assert guide.verified_at == WRITTEN

    hand_over(guide, to=bob, now=LATER)
    assert trust_of(guide, now=LATER) == Trust(bob, None, DUE, due=True)


def test_change_by_somebody_else_asks_for_a_look(guide: Article, alice: User, bob: User) -> None:
    def change(by: User, body: str) -> None:
        based_on = newest_revision(guide)
        save_text(guide, by=by, title=guide.title, body=body, based_on=based_on, now=WRITTEN + timedelta(days=1))

    change(alice, "From two.")
    assert guide.review_on == DUE
    change(bob, "From three.")
    assert guide.review_on == date(2026, 5, 2)


def test_who_answers_is_asked_once_on_the_day_at_nine(guide: Article, alice: User) -> None:
    assert ask_for_reviews(now=LATER - timedelta(days=1)) == 0
    assert (ask_for_reviews(now=LATER), ask_for_reviews(now=LATER)) == (1, 0)

    message = Message.objects.get()
    assert (message.recipient, message.due_at) == (alice, datetime(2026, 10, 28, 8, 0, tzinfo=UTC))


def test_question_says_when_it_was_last_right(asked: Article) -> None:
    sweep()

    (letter,) = mail.outbox
    day = date_format(timezone.localtime(asked.verified_at), "j F Y")
    assert letter.subject == "Is it still right? How we count"
    assert f"It was last found right on {day}." in " ".join(letter.body.split())
    assert "/wiki/how-we-count/" in letter.body


@pytest.mark.parametrize("change", ["looked at", "handed over", "gone"])
def test_question_that_is_settled_is_not_sent(change: str, asked: Article, bob: User, alice: User) -> None:
    match change:
        case "looked at":
            confirm_guide(asked, by=alice, now=timezone.now())
        case "handed over":
            Article.objects.update(verifier=bob)
        case "gone":
            asked.delete()

    sweep()

    assert mail.outbox == []
    assert Message.objects.get().state == State.SKIPPED


def test_guides_to_look_at_are_ones_own_and_others(guide: Article, alice: User, bob: User) -> None:
    imported = TilFactory(kind="guide", title="Imported")
    TilFactory(title="A share")
    write_guide(bob, title="Fresh", body="x", now=LATER)

    due = guides_to_look_at(alice, now=LATER)

    assert (due.own, due.others) == ([guide], [imported])
    assert guides_to_look_at(bob, now=LATER).own == []


def test_guide_to_look_at_needs_whoever_answers_for_it(guide: Article, alice: User, bob: User) -> None:
    assert [one.title for one in todo.for_user(alice, now=LATER)] == ["Is “How we number” still right?"]
    assert todo.for_user(bob, now=LATER) == todo.for_user(alice, now=WRITTEN) == []
