"""A booked slot of office hours in one's own calendar, as a conversation; never the whole date."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from icalendar import Calendar

from peerlearn.people.models import User
from rituals.enums import Reply, RitualKind, SessionStatus
from rituals.models import Booking, CalendarInvitation, Session
from rituals.services.calendar_checks import recheck
from rituals.services.calendar_reply_mails import take_reply
from rituals.services.moves import change_session
from rituals.services.office_hours import book_slot, give_slot_back
from rituals.services.rsvps import reply_to_session
from rituals.services.series import materialise
from rituals.services.series_changes import end_ritual
from rituals.services.sessions import cancel_session
from tests.factories.rituals import FacilitationFactory, RitualFactory, SessionFactory
from tests.rituals.mailbox import Mailbox, calendar_of, post
from tests.rituals.services.test_calendar_reply_mails import parsed, reply_mail

START = datetime(2026, 11, 28, 13, tzinfo=UTC)
SECOND, THIRD = START + timedelta(minutes=20), START + timedelta(minutes=40)
FAR = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture
def hours(dora: User) -> Session:
    """An hour in three slots of 20 minutes on Saturday, 14:00 in Berlin; dora is the expert."""
    ritual = RitualFactory(kind=RitualKind.OFFICE_HOURS, slot_minutes=20, duration_minutes=60, name="AI office hours")
    FacilitationFactory(ritual=ritual, user=dora)
    return SessionFactory(
        ritual=ritual, kind=RitualKind.OFFICE_HOURS, title="", starts_at=START, minutes=60, place="Room 4"
    )


@pytest.fixture
def bobs(bob: User) -> dict[User, Mailbox]:
    return {bob: Mailbox()}


def book(hours: Session, by: User, starts_at: datetime, now: datetime) -> None:
    book_slot(hours, by=by, starts_at=starts_at, question="My salary table", now=now)


def shows(mailboxes: dict[User, Mailbox]) -> list[tuple[datetime, datetime, str]]:
    return sorted(next(iter(mailboxes.values())).shows(FAR))


def lines(mailbox: Mailbox) -> list[str]:
    return calendar_of(mailbox.mails[-1]).replace("\r\n", "\n").replace("\n ", "").splitlines()


def minutes(start: datetime) -> tuple[datetime, datetime, str]:
    return start, start + timedelta(minutes=20), "Room 4"


def test_slot_is_booked_changed_given_back_and_booked_again_under_one_uid(hours, bob, bobs, monday) -> None:
    book(hours, bob, START, monday)
    assert post(bobs) == ["AI office hours: Saturday 28 November, 14:00"]
    assert shows(bobs) == [minutes(START)]

    book(hours, bob, SECOND, monday)
    assert post(bobs) == ["Moved: AI office hours, now Saturday 28 November, 14:20"]
    assert shows(bobs) == [minutes(SECOND)]

    give_slot_back(hours, by=bob, now=monday)
    assert post(bobs) == ["Out of your calendar: AI office hours, Saturday 28 November, 14:20"]
    assert shows(bobs) == []

    book(hours, bob, THIRD, monday + timedelta(hours=1))
    post(bobs)
    assert shows(bobs) == [minutes(THIRD)]
    told = [Calendar.from_ical(calendar_of(mail)) for mail in bobs[bob].mails]
    events = [calendar.walk("VEVENT")[0] for calendar in told]
    assert {str(event["uid"]) for event in events} == {f"slot-{bob.pk}-{hours.uid}"}
    assert [
        (str(calendar["method"]), int(event["sequence"])) for calendar, event in zip(told, events, strict=True)
    ] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
        ("REQUEST", 3),
    ]


def test_entry_names_neither_the_question_nor_anybody_else(hours, alice, bob, bobs, monday) -> None:
    book(hours, alice, START, monday)
    book(hours, bob, SECOND, monday)
    post(bobs)

    mail = str(bobs[bob].mails[-1])
    assert ("salary" in mail, "Alice" in mail) == (False, False)
    assert f"give it back: {settings.BASE_URL}{hours.get_absolute_url()}" in "".join(lines(bobs[bob]))


def test_changing_only_the_question_sends_nothing(hours, bob, bobs, monday) -> None:
    book(hours, bob, START, monday)
    post(bobs)

    book_slot(hours, by=bob, starts_at=START, question="Lookups", now=monday)

    assert post(bobs) == []


def test_who_comes_to_the_whole_date_too_has_both_entries(hours, bob, bobs, monday) -> None:
    reply_to_session(hours, by=bob, reply=Reply.ACCEPTED, now=monday)
    book(hours, bob, SECOND, monday)
    post(bobs)
    assert shows(bobs) == [(START, START + timedelta(hours=1), "Room 4"), minutes(SECOND)]

    reply_to_session(hours, by=bob, reply=Reply.DECLINED, now=monday)
    post(bobs)
    assert shows(bobs) == [minutes(SECOND)]


def changed(hours: Session, by: User, now: datetime, **fields: object) -> None:
    kept = {name: getattr(hours, name) for name in ("title", "abstract", "place", "meeting_url", "capacity")}
    usual = {"starts_at": hours.starts_at, "duration_minutes": 60, "topics": [], "capture_policy": "none"}
    change_session(hours, by=by, now=now, **(kept | usual | fields))


def test_slots_move_with_their_date_and_into_another_room(
    hours, alice, bob, dora, bobs, monday, django_capture_on_commit_callbacks
) -> None:
    book(hours, alice, START, monday)
    book(hours, bob, SECOND, monday)
    post(bobs)

    with django_capture_on_commit_callbacks(execute=True):
        changed(hours, dora, monday, starts_at=START + timedelta(minutes=20), place="Room 5")

    assert post(bobs)[-1] == "Moved: AI office hours, now Saturday 28 November, 14:40"
    assert shows(bobs) == [(THIRD, THIRD + timedelta(minutes=20), "Room 5")]
    assert [(one.user, one.starts_at) for one in Booking.objects.order_by("starts_at")] == [
        (alice, SECOND),
        (bob, THIRD),
    ]


def test_slots_that_find_no_room_in_a_shorter_date_go(
    hours, alice, bob, dora, bobs, monday, django_capture_on_commit_callbacks
) -> None:
    book(hours, alice, START, monday)
    book(hours, bob, THIRD, monday)
    post(bobs)

    with django_capture_on_commit_callbacks(execute=True):
        changed(hours, dora, monday, starts_at=START - timedelta(minutes=20), duration_minutes=40)

    post(bobs)
    assert shows(bobs) == []
    assert [(one.user, one.starts_at) for one in Booking.objects.all()] == [(alice, START - timedelta(minutes=20))]


def test_slot_leaves_the_calendar_with_its_date(
    hours, bob, dora, bobs, monday, django_capture_on_commit_callbacks
) -> None:
    book(hours, bob, SECOND, monday)
    post(bobs)

    with django_capture_on_commit_callbacks(execute=True):
        cancel_session(hours, by=dora, now=monday)

    assert post(bobs) == ["Cancelled: AI office hours, Saturday 28 November, 14:20"]
    assert shows(bobs) == []


def test_what_was_never_sent_is_never_cancelled(hours, bob, bobs, monday) -> None:
    book(hours, bob, SECOND, monday)
    give_slot_back(hours, by=bob, now=monday)

    assert post(bobs) == []
    assert CalendarInvitation.objects.count() == 0


def test_check_finds_a_slot_that_a_calendar_missed(hours, bob, bobs, monday) -> None:
    book(hours, bob, SECOND, monday)
    post(bobs)
    assert recheck(now=monday) == 0

    Session.objects.update(status=SessionStatus.CANCELLED)
    assert recheck(now=monday) == 1
    post(bobs)
    assert shows(bobs) == []


def test_declining_the_slot_by_mail_gives_it_back_and_accepting_changes_nothing(hours, bob, bobs, monday) -> None:
    book(hours, bob, SECOND, monday)
    post(bobs)

    assert take_reply(parsed(reply_mail(calendar_of(bobs[bob].mails[-1]), "ACCEPTED")), monday) == "accepted"
    assert Booking.objects.count() == 1
    assert take_reply(parsed(reply_mail(calendar_of(bobs[bob].mails[-1]), "DECLINED")), monday) == "declined"

    assert (Booking.objects.count(), hours.rsvps.count()) == (0, 0)
    post(bobs)
    assert shows(bobs) == []


def test_declining_a_slot_of_a_cancelled_date_comes_too_late(hours, bob, bobs, monday) -> None:
    book(hours, bob, SECOND, monday)
    post(bobs)
    Session.objects.update(status=SessionStatus.CANCELLED)

    assert take_reply(parsed(reply_mail(calendar_of(bobs[bob].mails[-1]), "DECLINED")), monday) == "too late"


def test_date_of_a_rule_that_somebody_booked_stays_when_its_series_goes(bob, dora, monday) -> None:
    ritual = RitualFactory(kind=RitualKind.OFFICE_HOURS, slot_minutes=20, duration_minutes=60)
    materialise(ritual, now=monday)
    first = ritual.sessions.order_by("starts_at").first()
    book(first, bob, first.starts_at, monday)

    end_ritual(ritual, by=dora, now=monday)

    assert [(session.pk, session.status) for session in ritual.sessions.all()] == [(first.pk, "cancelled")]
