from datetime import datetime, timedelta

import pytest

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import SwapState, TeachingState
from rituals.models import Ritual, Session, Swap, Teaching
from rituals.services.swaps import CannotSwap, accept_swap, ask_for_swap, decline_swap
from tests.factories.rituals import SessionFactory, TeachingFactory


@pytest.fixture
def other(ritual: Ritual, bob: User) -> Session:
    """Bob teaches a week after alice's talk."""
    starts_at = datetime.fromisoformat("2026-12-08T13:00:00+00:00")
    session = SessionFactory(ritual=ritual, title="Filters", run_sheet="Bob's sheet", starts_at=starts_at)
    TeachingFactory(session=session, user=bob)
    return session


@pytest.fixture
def offer(talk: Session, other: Session, monday: datetime) -> Swap:
    return ask_for_swap(talk.teachings.get(), wanted=other.teachings.get(), now=monday)


def test_swap_carries_everything_that_belongs_to_the_teaching(
    talk: Session, other: Session, offer: Swap, alice: User, bob: User, monday: datetime
) -> None:
    talk.topics.set(find_or_create_topics(["Prompts"]))
    before = talk.starts_at, other.starts_at

    accept_swap(offer, now=monday)

    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.title, talk.run_sheet, other.title, other.run_sheet) == ("Filters", "Bob's sheet", "Five prompts", "")
    assert [t.user for t in talk.teachings.all()] == [bob]
    assert [t.user for t in other.teachings.all()] == [alice]
    assert ([t.name for t in talk.topics.all()], [t.name for t in other.topics.all()]) == ([], ["Prompts"])
    assert (talk.starts_at, other.starts_at) == before


def test_swap_tells_both_once(offer: Swap, monday: datetime) -> None:
    accept_swap(offer, now=monday)
    accept_swap(offer, now=monday)

    assert [(m.kind, m.recipient.name) for m in Message.objects.order_by("pk")] == [
        ("rituals.swap_asked", "Bob Colleague"),
        ("rituals.swap_answered", "Alice Teacher"),
    ]


def test_swap_with_a_former_no_to_the_other_date_still_moves_both(
    talk: Session, other: Session, offer: Swap, alice: User, bob: User, monday: datetime
) -> None:
    TeachingFactory(session=other, user=alice, state=TeachingState.DECLINED)

    accept_swap(offer, now=monday)

    assert {(t.session_id, t.user.name, t.state) for t in Teaching.objects.all()} == {
        (talk.pk, "Bob Colleague", "accepted"),
        (other.pk, "Alice Teacher", "accepted"),
        (talk.pk, "Alice Teacher", "declined"),
    }


def test_swap_declined_leaves_both_dates(talk: Session, offer: Swap, alice: User, monday: datetime) -> None:
    decline_swap(offer, now=monday)

    offer.refresh_from_db()
    assert offer.state == SwapState.DECLINED
    assert [t.user for t in talk.teachings.all()] == [alice]
    assert accept_swap(offer, now=monday).state == SwapState.DECLINED


def test_swap_after_one_date_began_is_refused(talk: Session, offer: Swap, alice: User) -> None:
    with pytest.raises(CannotSwap, match="still to come"):
        accept_swap(offer, now=talk.starts_at)

    assert [t.user for t in talk.teachings.all()] == [alice]


def test_swap_after_one_gave_the_slot_back_is_refused(other: Session, offer: Swap, monday: datetime) -> None:
    other.teachings.update(state=TeachingState.DECLINED)

    with pytest.raises(CannotSwap, match="does not teach there any more"):
        accept_swap(offer, now=monday)


def test_swap_between_two_rituals_is_refused(talk: Session, monday: datetime) -> None:
    elsewhere = TeachingFactory(session__starts_at=monday + timedelta(days=3))

    with pytest.raises(CannotSwap, match="same ritual"):
        ask_for_swap(talk.teachings.get(), wanted=elsewhere, now=monday)


def test_swap_ends_other_offers_for_these_dates_and_tells_who_made_them(
    talk: Session, other: Session, offer: Swap, lena: User, monday: datetime
) -> None:
    third = TeachingFactory(session=SessionFactory(ritual=talk.ritual, starts_at=talk.starts_at), user=lena)
    waiting = ask_for_swap(third, wanted=other.teachings.get(), now=monday)

    accept_swap(offer, now=monday)

    waiting.refresh_from_db()
    assert waiting.state == SwapState.DECLINED
    told = Message.objects.filter(kind="rituals.swap_answered").order_by("pk")
    assert [message.recipient.name for message in told] == ["Alice Teacher", "Lena Lead"]
