"""What calendars are told, as conversations: the mailbox on the other side applies what it gets."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from peerlearn.people.models import User
from rituals.enums import Audience, Reply, SessionStatus, TeachingState
from rituals.models import Session
from rituals.services.calendar_invitations import tell_about_session
from rituals.services.rsvps import reply_to_session
from rituals.services.sessions import cancel_session
from tests.factories.rituals import RSVPFactory, SessionFactory, TeachingFactory
from tests.rituals.mailbox import Mailbox, calendar_of, post

HOUR = timedelta(hours=1)
FAR = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture
def session(db: None) -> Session:
    """On Saturday 28 November at 14:00 in Berlin."""
    return SessionFactory(
        title="Q&A, live",
        starts_at=datetime(2026, 11, 28, 13, tzinfo=UTC),
        place="Room 4",
        meeting_url="https://m.example/x",
    )


@pytest.fixture
def bobs(bob: User) -> dict[User, Mailbox]:
    return {bob: Mailbox()}


def move(session: Session, *, now: datetime, **changes: object) -> None:
    """What the service that moves a date does to its row."""
    for name, value in changes.items():
        setattr(session, name, value)
    session.sequence += 1
    session.save()
    tell_about_session(session.pk, now=now)


def newest(mailbox: Mailbox) -> list[str]:
    text = calendar_of(mailbox.mails[-1]).replace("\r\n", "\n")
    return text.replace("\n ", "").splitlines()


def test_whoever_comes_gets_one_entry_that_names_nobody_else(
    bob: User, alice: User, session: Session, bobs: dict[User, Mailbox], monday: datetime, settings
) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.ORG_NAME = "Learning <learn@example.com>", "Example AG"
    RSVPFactory(session=session, user=alice)

    reply_to_session(session, by=bob, reply=Reply.TENTATIVE, now=monday)

    assert post(bobs) == ["Q&A, live: Saturday 28 November, 14:00"]
    lines = newest(bobs[bob])
    assert {"METHOD:REQUEST", f"UID:{session.uid}", "SEQUENCE:0", "STATUS:CONFIRMED", "TRANSP:OPAQUE"} <= set(lines)
    assert "DTSTART;TZID=Europe/Berlin:20261128T140000" in lines
    assert 'ORGANIZER;CN="Example AG":mailto:learn@example.com' in lines
    attendees = [line for line in lines if line.startswith("ATTENDEE")]
    assert len(attendees) == 1
    assert "PARTSTAT=TENTATIVE" in attendees[0]
    assert attendees[0].endswith(":mailto:bob@example.com")
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert "alice" not in str(bobs[bob].mails[-1])


def test_mail_has_words_calendar_and_file_in_the_order_programs_expect(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)

    mail = bobs[bob].mails[0]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert list(mail.iter_attachments())[-1].get_filename() == "invite.ics"
    text = mail.get_body(("plain",)).get_content()
    for words in ("https://m.example/x", "/sessions/join/", "/sessions/reply/", "It is recorded", "Room 4"):
        assert words in text


def test_optional_session_does_not_block_the_time(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    Session.objects.update(audience=Audience.OPTIONAL)

    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)

    assert "TRANSP:TRANSPARENT" in newest(bobs[bob])


def test_invited_moved_moved_back_and_cancelled(
    bob: User, dora: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    at, until = session.starts_at, session.ends_at
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)
    assert bobs[bob].shows(FAR) == {(at, until, "Room 4")}

    move(session, now=monday + HOUR, starts_at=at + HOUR, ends_at=until + HOUR)
    assert post(bobs) == ["Moved: Q&A, live, now Saturday 28 November, 15:00"]
    text = bobs[bob].mails[-1].get_body(("plain",)).get_content()
    assert "Moved from Saturday 28 November 2026, 14:00 to Saturday 28 November 2026, 15:00." in text
    assert bobs[bob].shows(FAR) == {(at + HOUR, until + HOUR, "Room 4")}

    move(session, now=monday + 2 * HOUR, starts_at=at, ends_at=until, place="Room 5")
    post(bobs)
    text = bobs[bob].mails[-1].get_body(("plain",)).get_content()
    assert "Place or link: moved from Room 4 to Room 5." in text
    assert bobs[bob].shows(FAR) == {(at, until, "Room 5")}

    cancel_session(session, by=dora, now=monday + 3 * HOUR)
    tell_about_session(session.pk, now=monday + 3 * HOUR)
    assert post(bobs) == ["Cancelled: Q&A, live, Saturday 28 November, 14:00"]
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(newest(bobs[bob]))
    assert bobs[bob].shows(FAR) == set()


def test_moved_and_moved_back_before_the_mail_went_tells_nothing(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    at, until = session.starts_at, session.ends_at
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)

    move(session, now=monday, starts_at=at + HOUR, ends_at=until + HOUR)
    move(session, now=monday, starts_at=at, ends_at=until)

    assert post(bobs) == []


def test_same_state_is_told_once(bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    for _ in range(3):
        tell_about_session(session.pk, now=monday)
    assert len(post(bobs)) == 1

    tell_about_session(session.pk, now=monday + HOUR)
    session.title = "Another title"
    session.save()
    tell_about_session(session.pk, now=monday + HOUR)

    assert post(bobs) == []


def test_declined_takes_the_entry_back_and_coming_again_brings_it(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    for number, reply in enumerate([Reply.ACCEPTED, Reply.DECLINED, Reply.ACCEPTED]):
        reply_to_session(session, by=bob, reply=reply, now=monday + number * HOUR)
        post(bobs)

    sequences = [int(Calendar.from_ical(calendar_of(mail)).walk("VEVENT")[0]["sequence"]) for mail in bobs[bob].mails]
    assert sequences == [0, 1, 2]
    assert bobs[bob].shows(FAR) == {(session.starts_at, session.ends_at, "Room 4")}


def test_what_was_never_sent_is_never_cancelled(
    bob: User, dora: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    reply_to_session(session, by=bob, reply=Reply.DECLINED, now=monday)

    assert post(bobs) == []
    cancel_session(session, by=dora, now=monday)
    tell_about_session(session.pk, now=monday)
    assert post(bobs) == []


def test_late_joiner_gets_the_state_of_now(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    move(session, now=monday, place="Room 9")
    move(session, now=monday, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR)

    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday + HOUR)

    assert post(bobs) == ["Q&A, live: Saturday 28 November, 15:00"]
    assert "SEQUENCE:2" in newest(bobs[bob])
    assert bobs[bob].shows(FAR) == {(session.starts_at, session.ends_at, "Room 9")}


def test_mail_that_comes_late_changes_nothing(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)
    first = calendar_of(bobs[bob].mails[0])
    move(session, now=monday + HOUR, place="Room 9")
    post(bobs)

    bobs[bob].apply(first)

    assert bobs[bob].shows(FAR) == {(session.starts_at, session.ends_at, "Room 9")}


def test_teacher_has_it_in_the_calendar_and_who_was_only_asked_has_not(
    alice: User, bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    bobs[alice] = Mailbox()
    TeachingFactory(session=session, user=alice)
    TeachingFactory(session=session, user=bob, state=TeachingState.INVITED)

    tell_about_session(session.pk, now=monday)
    post(bobs)

    assert bobs[alice].shows(FAR) == {(session.starts_at, session.ends_at, "Room 4")}
    assert bobs[bob].mails == []


def test_who_waits_gets_nothing_until_a_place_is_theirs(
    bob: User, alice: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    Session.objects.update(capacity=1)
    reply_to_session(session, by=alice, reply=Reply.ACCEPTED, now=monday)
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)
    assert bobs[bob].mails == []

    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=monday + HOUR)
    post(bobs)

    assert bobs[bob].shows(FAR) == {(session.starts_at, session.ends_at, "Room 4")}


def test_who_may_not_see_it_any_more_loses_the_entry_and_learns_nothing(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)

    move(session, now=monday + HOUR, audience=Audience.MEMBERS, place="Secret room")
    post(bobs)

    assert bobs[bob].shows(FAR) == set()
    assert "Secret room" not in calendar_of(bobs[bob].mails[-1])


def test_over_is_over(bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime) -> None:
    RSVPFactory(session=session, user=bob)
    Session.objects.update(status=SessionStatus.HELD)

    assert tell_about_session(session.pk, now=session.ends_at) == 0


def test_times_are_said_in_the_readers_zone(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    bob.time_zone = "Asia/Kolkata"
    bob.save()

    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)

    assert post(bobs) == ["Q&A, live: Saturday 28 November, 18:30"]


def test_who_left_a_circle_does_not_learn_what_its_session_is_called_now(
    bob: User, session: Session, bobs: dict[User, Mailbox], monday: datetime
) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    post(bobs)

    move(session, now=monday + HOUR, audience=Audience.MEMBERS, title="Secret talk")
    post(bobs)

    assert bobs[bob].shows(FAR) == set()
    last = bobs[bob].mails[-1]
    assert "Secret talk" not in calendar_of(last)
    assert "Secret talk" not in last.as_string()
    assert "Secret talk" not in "".join(
        part.get_content() for part in last.walk() if part.get_content_maintype() == "text"
    )
