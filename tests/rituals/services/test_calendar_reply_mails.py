"""Replies by mail, as calendars send them, through a real mailbox."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings
from icalendar import Calendar

from peerlearn.outbox.tasks import read_mailbox
from peerlearn.people.models import User
from rituals.enums import Reply
from rituals.models import RSVP, Session
from rituals.services.calendar_reply_mails import take_reply
from rituals.services.rsvps import reply_to_session
from rituals.services.series import materialise
from rituals.services.series_replies import reply_to_series
from tests.factories.rituals import RitualFactory, RSVPFactory, SessionFactory
from tests.outbox.dovecot import PROGRAM, drop_into, running_dovecot, unread
from tests.rituals.mailbox import Mailbox, calendar_of, post

HOUR = timedelta(hours=1)


@pytest.fixture
def session(db: None) -> Session:
    return SessionFactory(title="Q&A, live", starts_at=datetime(2026, 11, 28, 13, tzinfo=UTC), capacity=1)


@pytest.fixture(scope="module")
def mailbox_address() -> Iterator[str]:
    """Never left out where everything must be green."""
    if not (Path(PROGRAM).exists() or os.environ.get("CI")):
        pytest.skip("needs dovecot: apt install dovecot-imapd")
    with running_dovecot() as address:
        yield address


def reply_mail(invitation: str, partstat: str, *, sender: str = "bob@example.com", method: str = "REPLY") -> bytes:
    """What a calendar sends back: the invitation's event with the attendee's answer."""
    calendar = Calendar.from_ical(invitation)
    calendar["method"] = method
    for event in calendar.walk("VEVENT"):
        event["attendee"].params["PARTSTAT"] = partstat
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Bob <{sender}>", "learn@example.com", f"{partstat}: Q&A"
    mail.set_content("Bob answered.")
    mail.add_alternative(calendar.to_ical().decode(), subtype="calendar", params={"method": method})
    return mail.as_bytes()


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


def invitation_of(person: User, session: Session, now: datetime) -> str:
    """The person comes, and this is what their calendar got."""
    reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=now)
    mailbox = Mailbox()
    post({person: mailbox})
    return calendar_of(mailbox.mails[-1])


def replies(session: Session) -> dict[str, str]:
    return dict(session.rsvps.values_list("user__email", "reply"))


def test_decline_by_mail_drops_the_reply_and_promotes_who_waits(
    bob: User, alice: User, session: Session, mailbox_address: str, settings: LazySettings, monday: datetime
) -> None:
    settings.INBOUND_MAIL_URL = mailbox_address
    invitation = invitation_of(bob, session, monday)
    reply_to_session(session, by=alice, reply=Reply.ACCEPTED, now=monday)
    poison = b"From: bob@example.com\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:\r\n"
    drop_into(mailbox_address, poison, b"\xff\xfe not a mail", reply_mail(invitation, "DECLINED"))

    read_mailbox()

    assert replies(session) == {"bob@example.com": "declined", "alice@example.com": "accepted"}
    assert unread(mailbox_address) == 0
    read_mailbox()
    assert RSVP.objects.get(user=bob).reply == Reply.DECLINED


def test_mailbox_that_is_away_or_not_set_stops_nothing(settings: LazySettings) -> None:
    settings.INBOUND_MAIL_URL = ""
    read_mailbox()

    settings.INBOUND_MAIL_URL = "imap://learn:secret@127.0.0.1:1/INBOX"
    read_mailbox()


@pytest.mark.parametrize(("partstat", "reply"), [("TENTATIVE", "tentative"), ("ACCEPTED", "accepted")])
def test_reply_by_mail_is_the_persons_own(
    bob: User, session: Session, monday: datetime, partstat: str, reply: str
) -> None:
    mail = parsed(reply_mail(invitation_of(bob, session, monday), partstat))

    assert [take_reply(mail, monday) for _ in range(2)] == [reply, reply]
    assert replies(session) == {"bob@example.com": reply}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"sender": "charlie@example.com"}, "not the attendee"),
        ({"sender": "nobody@example.net"}, "not the attendee"),
        ({"method": "COUNTER"}, None),
        ({"method": "REQUEST"}, None),
    ],
)
def test_mail_of_somebody_else_or_another_kind_changes_nothing(
    bob: User, charlie: User, session: Session, monday: datetime, changes: dict[str, str], outcome: str | None
) -> None:
    RSVPFactory(session=session, user=charlie, reply=Reply.WAITLISTED)
    mail = reply_mail(invitation_of(bob, session, monday), "DECLINED", **changes)

    assert take_reply(parsed(mail), monday) == outcome
    assert replies(session) == {"bob@example.com": "accepted", "charlie@example.com": "waitlisted"}


def test_reply_to_something_one_was_not_invited_to_changes_nothing(
    bob: User, alice: User, session: Session, monday: datetime
) -> None:
    mail = reply_mail(invitation_of(bob, session, monday), "DECLINED", sender="alice@example.com")
    forged = mail.replace(b"mailto:bob@example.com", b"mailto:alice@example.com")

    assert take_reply(parsed(forged), monday) == "not invited"
    assert replies(session) == {"bob@example.com": "accepted"}


def test_reply_to_a_former_state_is_overtaken(bob: User, session: Session, monday: datetime) -> None:
    mail = reply_mail(invitation_of(bob, session, monday), "DECLINED")
    for number, reply in enumerate([Reply.DECLINED, Reply.ACCEPTED], start=1):
        reply_to_session(session, by=bob, reply=reply, now=monday + number * HOUR)
        post({})

    assert take_reply(parsed(mail), monday + 3 * HOUR) == "overtaken"
    assert replies(session) == {"bob@example.com": "accepted"}


def test_reply_after_the_start_is_too_late(bob: User, session: Session, monday: datetime) -> None:
    mail = reply_mail(invitation_of(bob, session, monday), "DECLINED")

    assert take_reply(parsed(mail), session.starts_at) == "too late"


def test_reply_to_one_date_of_a_series_is_for_that_date_and_to_the_series_for_all(bob: User, monday: datetime) -> None:
    ritual = RitualFactory()
    materialise(ritual, now=monday)
    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday)
    mailbox = Mailbox()
    post({bob: mailbox})
    whole = calendar_of(mailbox.mails[-1])
    one = whole.replace("RRULE:FREQ=WEEKLY;BYDAY=TU", "RECURRENCE-ID;TZID=Europe/Berlin:20261201T140000")

    assert take_reply(parsed(reply_mail(one, "DECLINED")), monday) == "declined"
    assert RSVP.objects.filter(user=bob, reply=Reply.DECLINED).count() == 1
    assert RSVP.objects.get(user=bob, reply=Reply.DECLINED).session.recurrence_id == datetime(
        2026, 12, 1, 13, tzinfo=UTC
    )

    assert take_reply(parsed(reply_mail(whole, "DECLINED")), monday) == "declined"
    assert not RSVP.objects.filter(user=bob, reply=Reply.ACCEPTED).exists()
