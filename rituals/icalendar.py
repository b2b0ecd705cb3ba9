"""Sessions as iCalendar text (RFC 5545).

A session keeps its UID for ever and raises its SEQUENCE when its time or place changes or it is cancelled; calendars
ignore an update without that. Times carry the ritual's own zone with its rules, so "14:00" stays right there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

PRODUCT = "-//PeerLearn//Sessions//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEvent:
    """One session as a calendar shows it; `free` does not block the time, `changed_at` is when its row last changed."""

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


def write_calendar(events: Iterable[CalendarEvent], *, name: str = "") -> bytes:
    """A published calendar of `events`; with `name` it is a feed that programs fetch again every hour."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar["x-wr-calname"] = vText(name)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    events = list(events)
    for event in events:
        calendar.add_component(_component(event))
    _add_zone_rules(calendar, events)
    return bytes(calendar.to_ical())


def _component(event: CalendarEvent) -> Event:
    zone = ZoneInfo(event.time_zone)
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("dtstart", event.starts_at.astimezone(zone))
    component.add("dtend", event.ends_at.astimezone(zone))
    component.add("summary", event.title)
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if event.free else "OPAQUE")
    for name, value in (("description", event.description), ("location", event.place), ("url", event.url)):
        if value:
            component.add(name, value)
    return component


def _add_zone_rules(calendar: Calendar, events: list[CalendarEvent]) -> None:
    """VTIMEZONE for the years the events lie in: the library would write every change since 1970."""
    if events:
        first = min(event.starts_at for event in events).year
        last = max(event.ends_at for event in events).year
        calendar.add_missing_timezones(first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
