"""Replies that calendars send by mail (RFC 5546, METHOD:REPLY).

A mail's sender can be forged, so a reply does no more than the person's own reply can: it needs a sender who is the one
attendee in it, an active colleague, and invited under that UID. What it did comes back to them as calendar entry.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from icalendar import Calendar

from peerlearn.people.models import User
from rituals.enums import Reply
from rituals.services.calendar_replies import invited_by_uid, reply_as
from rituals.services.rsvps import RepliesClosed

PARTSTAT = {"ACCEPTED": Reply.ACCEPTED, "TENTATIVE": Reply.TENTATIVE, "DECLINED": Reply.DECLINED}


@dataclass(frozen=True)
class CalendarReply:
    """What a mail says; `sequence` is None when its calendar does not tell which state it answers."""

    sender: str
    attendee: str
    uid: str
    recurrence_id: datetime | None
    reply: str
    sequence: int | None


def take_reply(mail: EmailMessage, now: datetime) -> str | None:
    """Do what a calendar's reply says and return what became of it, in words for the log; None for other mails."""
    return ", ".join(_apply(reply, now) for reply in _replies(mail)) or None


def _replies(mail: EmailMessage) -> list[CalendarReply]:
    sender = parseaddr(str(mail.get("From", "")))[1].lower()
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            raw = part.get_payload(decode=True)
            calendar = Calendar.from_ical(raw if isinstance(raw, bytes) else b"")
            if str(calendar.get("method", "")).upper() == "REPLY":
                return [found for event in calendar.walk("VEVENT") if (found := _reply(sender, event))]
    return []


def _reply(sender: str, event: Any) -> CalendarReply | None:
    """What a VEVENT from outside says; None for an answer we know nothing to do with, such as a delegation."""
    attendee = event.get("attendee")
    if attendee is None or isinstance(attendee, list):
        return None
    partstat = str(attendee.params.get("PARTSTAT", "")).upper()
    instant = event["recurrence-id"].dt if "recurrence-id" in event else None
    if partstat not in PARTSTAT or (instant is not None and not isinstance(instant, datetime)):
        return None
    return CalendarReply(
        sender=sender,
        attendee=str(attendee).lower().removeprefix("mailto:"),
        uid=str(event.get("uid", "")),
        recurrence_id=instant.astimezone(UTC) if instant else None,
        reply=PARTSTAT[partstat],
        sequence=int(event["sequence"]) if "sequence" in event else None,
    )


def _apply(reply: CalendarReply, now: datetime) -> str:
    user = User.objects.active().filter(email__iexact=reply.sender).first()
    if user is None or reply.attendee != reply.sender:
        return "not the attendee"
    found = invited_by_uid(user, reply.uid, reply.recurrence_id)
    if found is None:
        return "not invited"
    invited, told = found
    if reply.sequence is not None and reply.sequence < told.sequence:
        return "overtaken"
    try:
        reply_as(invited, reply.reply, now=now)
    except RepliesClosed:
        return "too late"
    return str(reply.reply)
