"""Sessions as iCalendar text (RFC 5545), published as a feed or sent as an invitation (RFC 5546).

A session keeps its UID for ever and raises its SEQUENCE when its time or place changes or it is cancelled; calendars
ignore an update without that. Times carry the ritual's own zone with its rules, so "14:00" stays right there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from unicodedata import category
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
    vText,
)

PRODUCT = "-//PeerLearn//Sessions//EN"
REFRESH = timedelta(hours=1)
YEARS_OF_A_SERIES = 10  # of zone rules, for a series without end


class Method(StrEnum):
    """What a calendar is asked to do with a mail's events: take them over, or drop them."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarEvent:
    """One session as a calendar shows it; `free` does not block the time, `changed_at` is when its row last changed.

    With `rrule` it is a whole series, whose `skipped` instants are left out. With `recurrence_id` it takes the place of
    that instant of the series with the same `uid`.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    changed_at: datetime
    url: str = ""
    description: str = ""
    place: str = ""
    cancelled: bool = False
    free: bool = False
    rrule: str = ""
    skipped: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None


@dataclass(frozen=True)
class Mailbox:
    name: str
    email: str


@dataclass(frozen=True)
class Attendee(Mailbox):
    """The one recipient; `partstat` is their reply in RFC 5545's words, `asked` whether answers by mail are read."""

    partstat: str
    asked: bool


def write_calendar(events: Iterable[CalendarEvent], *, name: str = "", alarm: timedelta | None = None) -> bytes:
    """A published calendar of `events`; with `name` it is a feed that programs fetch again every hour.

    With `alarm`, calendar programs remind so long before each event that takes place.
    """
    calendar = _calendar("PUBLISH")
    if name:
        calendar["x-wr-calname"] = vText(_text(name))
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    events = list(events)
    for event in events:
        component = _component(event)
        if alarm and not event.cancelled:
            component.add_component(_alarm(event, alarm))
        calendar.add_component(component)
    _add_zone_rules(calendar, events)
    return bytes(calendar.to_ical())


def write_invitation(
    method: Method, events: Iterable[CalendarEvent], *, organizer: Mailbox, attendee: Attendee
) -> bytes:
    """The events of one UID for one person. Other guests are not named: learning is private."""
    calendar = _calendar(method)
    events = list(events)
    for event in events:
        component = _component(event)
        component["organizer"] = _address(organizer)
        guest = _address(attendee)
        guest.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": attendee.partstat, "CUTYPE": "INDIVIDUAL"})
        guest.params["RSVP"] = "TRUE" if attendee.asked and method == Method.REQUEST else "FALSE"
        component.add("attendee", guest, encode=False)
        calendar.add_component(component)
    _add_zone_rules(calendar, events)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", str(method))
    return calendar


def _component(event: CalendarEvent) -> Event:
    zone = ZoneInfo(event.time_zone)
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("dtstart", event.starts_at.astimezone(zone))
    component.add("dtend", event.ends_at.astimezone(zone))
    component.add("summary", _text(event.title))
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if event.free else "OPAQUE")
    if event.recurrence_id:
        component.add("recurrence-id", event.recurrence_id.astimezone(zone))
    if event.rrule:
        component.add("rrule", vRecur.from_ical(event.rrule))
    if event.skipped:
        component.add("exdate", [skipped.astimezone(zone) for skipped in event.skipped])
    for name, value in (("description", event.description), ("location", event.place), ("url", event.url)):
        if value:
            component.add(name, _text(value))
    return component


def _alarm(event: CalendarEvent, before: timedelta) -> Alarm:
    component = Alarm()
    component.add("action", "DISPLAY")
    component.add("description", _text(event.title))
    component.add("trigger", -before)
    return component


def _address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.email}")
    address.params["CN"] = _text(mailbox.name)
    return address


def _text(typed: str) -> str:
    """Without control characters, on which programs refuse a whole calendar; lines stay lines."""
    return "".join(letter for letter in typed if letter in "\n\r\t" or category(letter) != "Cc")


def _add_zone_rules(calendar: Calendar, events: list[CalendarEvent]) -> None:
    """VTIMEZONE for the years the events lie in, before the events as old programs want it."""
    for zone in sorted({event.time_zone for event in events}):
        own = [event for event in events if event.time_zone == zone]
        first = min(event.starts_at for event in own).year
        last = max(event.ends_at for event in own).year + YEARS_OF_A_SERIES * any(event.rrule for event in own)
        calendar.subcomponents.insert(0, _zone_rules(zone, first, last))


@lru_cache(maxsize=64)
def _zone_rules(name: str, first: int, last: int) -> Timezone:
    """One part for each change of the clocks in these years: some programs read DTSTART or RDATE, but not both."""
    zone = ZoneInfo(name)
    rules = Timezone()
    rules.add("tzid", name)
    start = datetime(first, 1, 1, tzinfo=UTC)
    changes = clock_changes(zone, start, datetime(last + 1, 12, 31, tzinfo=UTC))
    for change in (start - timedelta(days=1), *changes):
        rules.add_component(_observance(zone, change))
    return rules


def _observance(zone: ZoneInfo, change: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds from `change` on; its start is written as the clocks before it would have shown it."""
    before, after = ((change + step).astimezone(zone) for step in (-timedelta(seconds=1), timedelta(0)))
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    offset = before.utcoffset() or timedelta(0)
    part.add("dtstart", (change + offset).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", after.utcoffset() or timedelta(0))
    part.add("tzname", after.tzname() or str(zone))
    return part


def clock_changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """The instants between `start` and `end` at which the offset of `zone` changes, in UTC."""
    found = []
    day = timedelta(days=1)
    while start < end:
        if start.astimezone(zone).utcoffset() != (start + day).astimezone(zone).utcoffset():
            found.append(_first_of_new_offset(zone, start, start + day))
        start += day
    return found


def _first_of_new_offset(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
