"""Mails to the product's mailbox that bring files of a meeting, or the link to its recording.

A sender can be forged: what a mail brings is taken by itself only from a colleague who may capture that session, and
only where nothing is there yet; those who run and teach it are told. A stranger's mail waits for a person when it names
one of our meetings by its number, and is left alone otherwise, so that spam fills no list.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from io import BytesIO

from django.core.files.base import File

from knowledge.enums import InboxSource
from knowledge.file_kinds import ACCEPTED
from knowledge.file_matching import Match, Sign, meetings_in
from knowledge.recording_links import recording_links
from knowledge.selectors.inbox import match_of
from knowledge.services.inbox import Arrival, take_in
from knowledge.validators import safe_filename
from peerlearn.people.models import User

MOST_FILES = 10
MOST_WORDS = 50_000  # characters of a mail that are looked at
_ENDINGS = tuple(ACCEPTED.split(","))
_FORGED = "dmarc=fail"


def take_recordings(mail: EmailMessage, now: datetime) -> str | None:
    """Take in what a mail brings; returns what became of it for the log, None for a mail that brings nothing."""
    files, words = list(_files(mail))[:MOST_FILES], _words(mail)
    links = recording_links(words)[:1]
    if not files and not links:
        return None
    sender, at = _sender(mail), _sent_at(mail, now)
    subject = str(mail.get("Subject", ""))
    said = "\n".join([subject, *(name for name, _data in files), meetings_in(words)])
    match = match_of(said, at=at, sender=sender)
    if sender is None and not _names_a_meeting(match):
        return "from a stranger, about none of our meetings"
    came = partial(Arrival, source=InboxSource.MAIL, at=at, sent_by=sender)
    arrivals = [came(name=name, file=File(BytesIO(data), name=name)) for name, data in files]
    arrivals += [came(name=subject or link, url=link) for link in links]
    items = [take_in(arrival, match, now=now) for arrival in arrivals]
    return ", ".join(item.state for item in items)


def _files(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of what may be a recording, a transcript or a chat, also inside a forwarded mail."""
    for part in mail.walk():
        name = safe_filename(part.get_filename() or "")
        if not part.is_multipart() and name.lower().endswith(_ENDINGS):
            data = part.get_payload(decode=True)
            yield name, data if isinstance(data, bytes) else b""


def _words(mail: EmailMessage) -> str:
    """Everything written in it, marks of HTML included: links stand in them."""
    texts = (
        part.get_content()
        for part in mail.walk()
        if part.get_content_maintype() == "text" and not part.get_filename() and isinstance(part, EmailMessage)
    )
    return "\n".join(str(text) for text in texts)[:MOST_WORDS]


def _sender(mail: EmailMessage) -> User | None:
    """The active colleague who sent it, None for a stranger and where our mail server says that it is forged."""
    address = parseaddr(str(mail.get("From", "")))[1]
    if not address or _FORGED in str(mail.get("Authentication-Results", "")).lower():
        return None
    return User.objects.active().filter(email__iexact=address).first()


def _sent_at(mail: EmailMessage, now: datetime) -> datetime:
    """When it was sent, if that can be believed."""
    try:
        sent = parsedate_to_datetime(str(mail.get("Date", "")))
    except ValueError:
        return now
    sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    return sent if now - timedelta(days=14) <= sent <= now else now


def _names_a_meeting(match: Match | None) -> bool:
    return match is not None and Sign.MEETING in match.signs
