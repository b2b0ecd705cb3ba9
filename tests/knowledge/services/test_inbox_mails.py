"""Forwarded mails about recordings, also through a real mailbox: what they bring, and who is believed."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as sent
from django.utils import timezone

from knowledge.enums import InboxState, InboxWait, Origin
from knowledge.models import Article, InboxItem, Recording, Transcript
from knowledge.notices.inbox import INBOX_FILED
from knowledge.services.capture import open_article, publish_capture, set_recording_link
from knowledge.services.inbox_mails import take_recordings
from knowledge.services.readiness import tell_ready
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.outbox.tasks import read_mailbox
from peerlearn.people.models import User
from rituals.models import Session
from tests.factories.knowledge import held_session
from tests.factories.rituals import FacilitationFactory
from tests.outbox.dovecot import PROGRAM, drop_into, running_dovecot, unread

LINK = "https://acme.zoom.us/rec/share/abc.DEF?pwd=x"
VTT = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
WORDS = f"Your cloud recording is here.\nMeeting ID: 888 1234 5678\nWatch: {LINK}\n"
M4A = b"\x00\x00\x00\x18ftypM4A " + bytes(range(88))


@pytest.fixture
def session(alice: User, dora: User, settings: Any, tmp_path: Path) -> Session:
    settings.MEDIA_ROOT = tmp_path
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}
    session = held_session(alice, title="Twenty interviews", meeting_url="https://acme.zoom.us/j/88812345678")
    FacilitationFactory(ritual=session.ritual, user=dora)
    return session


@pytest.fixture(scope="module")
def mailbox_address() -> Iterator[str]:
    """Never left out where everything must be green."""
    if not (Path(PROGRAM).exists() or os.environ.get("CI")):
        pytest.skip("needs dovecot: apt install dovecot-imapd")
    with running_dovecot() as address:
        yield address


def mail_with(
    words: str = WORDS, *, sender: str = "alice@example.com", subject: str = "Fwd: Recording", **headers: str
) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Somebody <{sender}>", "learn@example.com", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail


def attached(mail: EmailMessage, name: str, data: bytes) -> EmailMessage:
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def take(mail: EmailMessage, *, now: datetime = NOW) -> str | None:
    """As it comes over the wire."""
    return take_recordings(message_from_bytes(mail.as_bytes(), _class=EmailMessage, policy=policy.default), now)


def test_forwarded_mail_with_a_link_is_the_recording_of_its_meeting(session: Session, alice: User) -> None:
    assert take(mail_with()) == "filed"

    recording = Recording.objects.get(article__session=session)
    assert (recording.url, recording.origin, recording.added_by) == (LINK, Origin.INBOX, alice)
    assert recording.expires_on == (session.starts_at + timedelta(days=120)).date()


def test_attachments_go_to_their_places_also_inside_a_forwarded_mail(session: Session) -> None:
    inner = attached(mail_with("See below: 888 1234 5678"), "talk.m4a", M4A)
    outer = mail_with("For the capture.")
    outer.add_attachment(inner)
    attached(outer, "../../talk.vtt", VTT)
    attached(outer, "signature.png", b"\x89PNG")
    attached(outer, "run.exe", b"MZ")

    assert take(outer) == "filed, filed"

    article = Article.objects.get(session=session)
    assert (article.recording.content_type, article.transcript.filename) == ("audio/mp4", "talk.vtt")


@pytest.mark.parametrize(
    ("mail", "taken"),
    [
        (mail_with("Lunch?"), None),
        (mail_with("Join https://acme.zoom.us/j/88812345678"), None),
        (mail_with("888 1234 5678 https://acme.zoom.us.evil.example/rec/share/x"), None),
        (mail_with(sender="spam@example.net", words=f"Watch {LINK}"), "from a stranger, about none of our meetings"),
        (
            attached(mail_with("", sender="spam@example.net"), "a.vtt", VTT),
            "from a stranger, about none of our meetings",
        ),
    ],
    ids=["no link", "a link to the meeting", "another host", "a stranger's link", "a stranger's file"],
)
def test_other_mails_bring_nothing(mail: EmailMessage, taken: str | None, session: Session) -> None:
    assert take(mail) == taken
    assert InboxItem.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "wait"),
    [
        ({"sender": "no-reply@zoom.us"}, InboxWait.STRANGER),
        ({"sender": "bob@example.com"}, InboxWait.NOT_ALLOWED),
        ({"Authentication_Results": "mx.example.com; dmarc=fail header.from=example.com"}, InboxWait.STRANGER),
        ({"words": f"Watch {LINK}"}, InboxWait.UNMATCHED),
    ],
)
def test_mail_that_is_not_believed_waits_for_a_person(
    changes: dict[str, str], wait: InboxWait, session: Session, bob: User
) -> None:
    assert take(mail_with(**changes)) == "open"

    assert InboxItem.objects.get().wait == wait
    assert Recording.objects.count() == 0


def test_colleague_who_left_is_a_stranger(session: Session, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    take(mail_with())

    assert InboxItem.objects.get().wait == InboxWait.STRANGER


def test_title_in_the_subject_is_enough_among_the_senders_own_sessions(session: Session, bob: User) -> None:
    held_session(bob, title="Twenty interviews")

    assert take(mail_with(f"Watch {LINK}", subject="Cloud recording: Twenty interviews is now available")) == "filed"
    assert Recording.objects.get().article.session == session


def test_recording_that_is_there_is_not_replaced(session: Session, alice: User) -> None:
    set_recording_link(open_article(session), url="https://vimeo.com/123456789", by=alice)

    take(mail_with())

    assert Recording.objects.get().url == "https://vimeo.com/123456789"
    assert InboxItem.objects.get().wait == InboxWait.REPLACES


def test_same_link_twice_is_one_item(session: Session) -> None:
    assert [take(mail_with()), take(mail_with(sender="dora@example.com"))] == ["filed", "filed"]
    assert InboxItem.objects.count() == 1


def test_mail_of_another_week_is_about_the_last_meeting_before_it(session: Session, alice: User) -> None:
    week = timedelta(days=7)
    again = held_session(
        alice, ritual=session.ritual, starts_at=session.starts_at + week, meeting_url=session.meeting_url
    )

    take(mail_with(Date="Mon, 23 Nov 2026 15:00:00 +0000"), now=NOW + week)

    assert Recording.objects.get().article.session == again


def come_in_today(session: Session) -> datetime:
    """The session was an hour ago, and a mail brought recording and transcript; whoever is told is told now."""
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        starts_at=now - timedelta(hours=1), ends_at=now - timedelta(minutes=30)
    )
    take(attached(mail_with(), "talk.vtt", VTT), now=now)
    Message.objects.update(due_at=now, next_try_at=now)
    return now


def test_who_runs_and_teaches_the_session_is_told_once_for_all_that_came(session: Session) -> None:
    publish_capture(open_article(session), by=session.teachers()[0], now=NOW)
    come_in_today(session)

    sweep()

    assert sorted(mail.to[0].split()[0] for mail in sent.outbox) == ["Alice", "Dora"]
    assert sent.outbox[0].subject == "Came in for Twenty interviews: recording and transcript"
    assert f"/sessions/{session.pk}/capture/" in sent.outbox[0].body


def test_message_that_the_capture_is_ready_tells_it_already(session: Session) -> None:
    now = come_in_today(session)
    tell_ready(Article.objects.select_related("session__ritual").get(session=session), now=now)

    sweep()

    told = Message.objects.filter(kind=INBOX_FILED).values_list("state", "reason").distinct()
    assert list(told) == [(State.SKIPPED, "the message that it is ready tells the same")]


def test_mails_come_in_through_the_mailbox(
    session: Session, mailbox_address: str, settings: Any, monday: datetime
) -> None:
    settings.INBOUND_MAIL_URL = mailbox_address
    Session.objects.update(starts_at=monday - timedelta(hours=2), ends_at=monday - timedelta(hours=1))
    broken = attached(mail_with(subject="broken"), "talk.vtt", b"<html>")
    drop_into(
        mailbox_address,
        b"\xff\xfe not a mail",
        mail_with("Nothing").as_bytes(),
        attached(mail_with(), "talk.vtt", VTT).as_bytes(),
        broken.as_bytes(),
    )

    read_mailbox()

    assert unread(mailbox_address) == 0
    assert (Recording.objects.get().url, Transcript.objects.get().filename) == (LINK, "talk.vtt")
    states = InboxItem.objects.order_by("pk").values_list("state", "problem")
    assert list(states) == [
        (InboxState.FILED, ""),
        (InboxState.FILED, ""),
        (InboxState.OPEN, "Not a WebVTT file: the first line must be WEBVTT."),
    ]
