"""Somebody's mailbox with a calendar behind it, which does with invitations what RFC 5546 asks of it.

It knows a UID's entries by RECURRENCE-ID, ignores what is older by SEQUENCE and then DTSTAMP, and can reply.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from icalendar import Calendar, Event

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import State
from peerlearn.outbox.mail import compose
from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.services.calendar_invitations import INVITATION

Version = tuple[int, datetime]


@dataclass
class Mailbox:
    """`entries` by UID and by the instant they stand for (None: the whole); `dropped` remembers what was cancelled."""

    entries: dict[str, dict[datetime | None, Event]] = field(default_factory=dict)
    versions: dict[str, dict[datetime | None, Version]] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)

    def receive(self, mail: EmailMultiAlternatives) -> None:
        """Take a mail in as it goes over the wire."""
        parsed = message_from_bytes(mail.message().as_bytes(), policy=policy.SMTP)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.apply(calendar_of(parsed))

    def apply(self, text: str) -> None:
        calendar = Calendar.from_ical(text)
        method = str(calendar["method"])
        events = calendar.walk("VEVENT")
        assert len({str(event["uid"]) for event in events}) == 1
        whole = next((event for event in events if "recurrence-id" not in event), None)
        if whole is None:
            for event in events:
                self._apply_one(method, event)
        elif self._is_newer(whole):
            self._apply_whole(method, whole, events)

    def shows(self, until: datetime) -> set[tuple[datetime, datetime, str]]:
        """What stands in the calendar, as (start, end, place) in UTC, up to `until`."""
        return {
            (starts_at, ends_at, place)
            for entries in self.entries.values()
            for starts_at, ends_at, place in _expanded(entries, until)
            if starts_at < until
        }

    def _apply_whole(self, method: str, whole: Event, events: list[Event]) -> None:
        uid = str(whole["uid"])
        self.versions[uid] = {None: _version(whole)}
        self.entries[uid] = {}
        if method == "REQUEST":
            self.entries[uid] = {_instant(event): event for event in events}
            self.versions[uid] |= {_instant(event): _version(event) for event in events}

    def _apply_one(self, method: str, event: Event) -> None:
        uid = str(event["uid"])
        if not self._is_newer(event) or None not in self.entries.get(uid, {}):
            return
        self.versions[uid][_instant(event)] = _version(event)
        self.entries[uid][_instant(event)] = event
        assert (method == "CANCEL") == (str(event["status"]) == "CANCELLED")

    def _is_newer(self, event: Event) -> bool:
        """An occurrence is as old as its series when it was never told apart from it."""
        known = self.versions.get(str(event["uid"]), {})
        former = known.get(_instant(event), known.get(None))
        return former is None or _version(event) > former


def calendar_of(mail: EmailMessage) -> str:
    """The calendar part of a mail, with its method in the type."""
    part = [part for part in mail.walk() if part.get_content_type() == "text/calendar"][-1]
    text = part.get_content()
    assert part["Content-Type"].params["method"] == str(Calendar.from_ical(text)["method"])
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    return text


def post(mailboxes: dict[User, Mailbox], *, lose: bool = False) -> list[str]:
    """Send every invitation that waits, as the outbox does, and return the subjects."""
    subjects = []
    kind = kinds.get(INVITATION)
    for message in Message.objects.filter(kind=INVITATION, state=State.PENDING).order_by("pk"):
        assert message.recipient is not None
        if kind.still_valid(message):
            Message.objects.filter(pk=message.pk).update(state=State.SKIPPED)
            continue
        with timezone.override(message.recipient.time_zone):
            rendered = kind.render(message)
        mail = compose(message, rendered)
        if message.recipient in mailboxes and not lose:
            mailboxes[message.recipient].receive(mail)
        Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=message.due_at)
        assert rendered.once_sent is not None
        rendered.once_sent()
        subjects.append(rendered.subject)
    return subjects


def _expanded(entries: dict[datetime | None, Event], until: datetime) -> list[tuple[datetime, datetime, str]]:
    whole = entries.get(None)
    if whole is None:
        return []
    starts = [_utc(whole, "dtstart")]
    if "rrule" in whole:
        zone = whole["dtstart"].dt.tzinfo
        starts = _instants(whole, ZoneInfo(str(zone)), until)
    length = whole["dtend"].dt.astimezone(UTC) - whole["dtstart"].dt.astimezone(UTC)
    found = [(start, start + length, str(whole.get("location", ""))) for start in starts if start not in entries]
    others = [event for instant, event in entries.items() if instant and str(event["status"]) != "CANCELLED"]
    return found + [(_utc(event, "dtstart"), _utc(event, "dtend"), str(event.get("location", ""))) for event in others]


def _instants(whole: Event, zone: ZoneInfo, until: datetime) -> list[datetime]:
    """The rule on wall-clock time, without what EXDATE takes out."""
    local = whole["dtstart"].dt.replace(tzinfo=None)
    text = whole["rrule"].to_ical().decode()
    rhythm, _separator, end = text.partition(";UNTIL=")
    last = datetime.strptime(end[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if end else until
    left_out = whole.get("exdate", [])
    left_out = left_out if isinstance(left_out, list) else [left_out]
    gone = {date.dt.astimezone(UTC) for dates in left_out for date in dates.dts}
    found = []
    for start in rrulestr(rhythm, dtstart=local):
        instant = start.replace(tzinfo=zone).astimezone(UTC)
        if instant > min(last, until):
            return found
        if instant not in gone:
            found.append(instant)
    return found


def _utc(event: Event, name: str) -> datetime:
    return event[name].dt.astimezone(UTC)


def _instant(event: Event) -> datetime | None:
    return event["recurrence-id"].dt.astimezone(UTC) if "recurrence-id" in event else None


def _version(event: Event) -> Version:
    return int(event["sequence"]), event["dtstamp"].dt
