from datetime import UTC, datetime, timedelta

import pytest

from peerlearn.outbox.models import Message
from rituals.enums import CheckIn, RitualKind, SessionStatus
from rituals.models import Attendance, Booking, Session
from rituals.selectors.office_hours import bookable_slots, slot_starts
from rituals.services.office_hours import NotBookable, book_slot, give_slot_back
from rituals.services.sessions import settle_sessions
from tests.factories.rituals import FacilitationFactory, RitualFactory, SessionFactory

START = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SECOND = START + timedelta(minutes=20)


@pytest.fixture
def hours(dora) -> Session:
    """An hour in three slots of 20 minutes; dora is the expert."""
    ritual = RitualFactory(kind=RitualKind.OFFICE_HOURS, slot_minutes=20, duration_minutes=60)
    FacilitationFactory(ritual=ritual, user=dora)
    return SessionFactory(ritual=ritual, kind=RitualKind.OFFICE_HOURS, starts_at=START, minutes=60)


def test_slots_fill_the_date_and_leave_out_a_rest_that_is_too_short(hours) -> None:
    hours.ends_at = START + timedelta(minutes=55)

    assert slot_starts(hours) == [START, SECOND]


def test_book_slot_tells_the_expert_and_the_calendar_of_who_booked(hours, bob, dora, monday: datetime) -> None:
    book_slot(hours, by=bob, starts_at=SECOND, question="Pivot tables", now=monday)

    assert [(one.user, one.starts_at) for one in Booking.objects.all()] == [(bob, SECOND)]
    assert sorted((message.kind, message.recipient.name) for message in Message.objects.all()) == [
        ("rituals.invitation", "Bob Colleague"),
        ("rituals.slot_booked", "Dora Facilitator"),
    ]


def test_whoever_stands_in_on_that_day_is_the_expert(hours, alice, bob, charlie, dora, monday: datetime) -> None:
    days = {"first_day": START.date(), "last_day": START.date()}
    hours.ritual.substitutions.create(user=dora, substitute=charlie, **days)

    book_slot(hours, by=bob, starts_at=START, question="Pivot tables", now=monday)
    give_slot_back(hours, by=bob, now=monday)
    with pytest.raises(NotBookable, match="your own office hours"):
        book_slot(hours, by=charlie, starts_at=START, question="Pivot tables", now=monday)

    told = Message.objects.filter(kind__in=["rituals.slot_booked", "rituals.slot_freed"])
    assert {message.recipient for message in told} == {charlie}


def test_book_slot_again_moves_the_own_booking(hours, bob, monday: datetime) -> None:
    book_slot(hours, by=bob, starts_at=START, question="Pivot tables", now=monday)
    book_slot(hours, by=bob, starts_at=SECOND, question="Lookups", now=monday)

    assert [(one.starts_at, one.question) for one in Booking.objects.all()] == [(SECOND, "Lookups")]


def test_book_slot_that_somebody_has_is_refused(hours, alice, bob, monday: datetime) -> None:
    book_slot(hours, by=alice, starts_at=START, question="Pivot tables", now=monday)

    with pytest.raises(NotBookable, match="Somebody has just booked this slot"):
        book_slot(hours, by=bob, starts_at=START, question="Lookups", now=monday)

    assert [one.user for one in Booking.objects.all()] == [alice]


@pytest.mark.parametrize("starts_at", [START + timedelta(minutes=5), START + timedelta(hours=1)])
def test_book_slot_between_the_slots_is_refused(hours, bob, starts_at, monday: datetime) -> None:
    with pytest.raises(NotBookable, match="Choose one of the free slots"):
        book_slot(hours, by=bob, starts_at=starts_at, question="Pivot tables", now=monday)


def test_book_slot_by_the_expert_is_refused(hours, dora, monday: datetime) -> None:
    with pytest.raises(NotBookable, match="your own office hours"):
        book_slot(hours, by=dora, starts_at=START, question="Pivot tables", now=monday)


def test_book_slot_of_a_cancelled_date_is_refused(hours, bob, monday: datetime) -> None:
    Session.objects.update(status=SessionStatus.CANCELLED)

    with pytest.raises(NotBookable, match="over or were cancelled"):
        book_slot(hours, by=bob, starts_at=START, question="Pivot tables", now=monday)


def test_give_slot_back_frees_it_and_tells_the_expert(hours, bob, dora, monday: datetime) -> None:
    book_slot(hours, by=bob, starts_at=START, question="Pivot tables", now=monday)

    give_slot_back(hours, by=bob, now=monday)

    assert Booking.objects.count() == 0
    assert [message.recipient for message in Message.objects.filter(kind="rituals.slot_freed")] == [dora]


def test_bookable_slots_show_names_to_the_two_people_only(hours, alice, bob, monday: datetime) -> None:
    book_slot(hours, by=bob, starts_at=START, question="Pivot tables", now=monday)

    seen = {
        name: [slot.booking.question if slot.booking else slot.taken for slot in bookable_slots(hours, user, runs=runs)]
        for name, user, runs in (("bob", bob, False), ("alice", alice, False), ("expert", alice, True))
    }

    assert seen == {
        "bob": ["Pivot tables", False, False],
        "alice": [True, False, False],
        "expert": ["Pivot tables", False, False],
    }


def test_office_hours_are_held_with_one_learner(hours, bob, monday: datetime) -> None:
    Attendance.objects.create(session=hours, user=bob, how=CheckIn.JOIN_LINK)

    settle_sessions(now=hours.ends_at + timedelta(minutes=15))

    hours.refresh_from_db()
    assert hours.status == SessionStatus.HELD


def test_bookings_stand_when_slots_become_longer_and_what_they_overlap_is_taken(
    hours, alice, bob, monday: datetime
) -> None:
    book_slot(hours, by=bob, starts_at=SECOND, question="Pivot tables", now=monday)
    hours.ritual.slot_minutes = 25
    hours.ritual.save()

    second = START + timedelta(minutes=25)
    shown = {
        user: [(slot.starts_at, slot.taken) for slot in bookable_slots(hours, user, runs=False)]
        for user in (bob, alice)
    }
    assert shown == {
        bob: [(START, False), (SECOND, True), (second, False)],
        alice: [(START, True), (SECOND, True), (second, True)],
    }
    for start in (START, second):
        with pytest.raises(NotBookable, match="Somebody has just booked this slot"):
            book_slot(hours, by=alice, starts_at=start, question="Lookups", now=monday)

    book_slot(hours, by=bob, starts_at=SECOND, question="Filters", now=monday)
    book_slot(hours, by=bob, starts_at=second, question="Pivot tables", now=monday)
    book_slot(hours, by=alice, starts_at=START, question="Lookups", now=monday)
    assert Booking.objects.count() == 2
