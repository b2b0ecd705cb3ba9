"""Every clock change of 2024 to 2030 in twelve zones: the local hour of a ritual stays, whatever the clocks do.

The oracle is python-dateutil on local time without a zone, turned into instants by python-dateutil's own zones.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import gettz, resolve_imaginary
from hypothesis import given, settings
from hypothesis import strategies as st

from rituals.recurrence import POSITIONS, Rule, Schedule, exists, first_fitting_day

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Auckland",
)
NEVER_CHANGE = {"Asia/Kathmandu", "Pacific/Apia"}
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
STEADY = settings(derandomize=True, max_examples=40, deadline=None)


@cache
def changes(zone: ZoneInfo) -> tuple[datetime, ...]:
    """The hours, in UTC, within which the clocks of the zone are put forward or back."""
    hours = [BEGIN + timedelta(hours=number) for number in range((END - BEGIN) // timedelta(hours=1))]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return tuple(hour for hour, before, after in zip(hours, offsets, offsets[1:], strict=False) if before != after)


def instants_by_the_oracle(rule: Rule, first: date, start: time, zone: str, until: datetime) -> list[datetime]:
    """From `first`, which fits the rule, on: naive local dates, each turned into an instant by itself."""
    local = rrulestr(f"RRULE:{rule}", dtstart=datetime.combine(first, start))
    last = until.replace(tzinfo=None) + timedelta(days=2)
    instants = [
        resolve_imaginary(moment.replace(tzinfo=gettz(zone), fold=0)).astimezone(UTC)
        for moment in local.between(local[0], last, inc=True)
    ]
    return [instant for instant in instants if instant < until]


@pytest.mark.parametrize("zone", ZONES)
def test_zone_changes_its_clocks_as_often_as_expected(zone: str) -> None:
    number = len(changes(ZoneInfo(zone)))

    assert number == 0 if zone in NEVER_CHANGE else number >= 13


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [time(0, 15), time(2, 0), time(2, 30), time(14)])
def test_weekly_hour_stays_over_every_clock_change(zone: str, at: time) -> None:
    place = ZoneInfo(zone)
    for change in changes(place) or (datetime(2027, 3, 28, 1, tzinfo=UTC),):
        day = change.astimezone(place).date()
        for first in (day - timedelta(days=7), day - timedelta(days=6)):  # the very day is among the dates, or the next
            rule = Rule((first.weekday(),))
            begin = datetime.combine(first, time.min, UTC) - timedelta(days=1)

            instants = Schedule(rule, first, at, place).between(begin, begin + timedelta(days=25))

            assert instants == instants_by_the_oracle(rule, first, at, zone, begin + timedelta(days=25))
            for instant, local_day in zip(instants, (first + timedelta(weeks=week) for week in range(9)), strict=False):
                wanted = datetime.combine(local_day, at)
                shown = instant.astimezone(place)
                if exists(wanted, place):
                    assert (shown.replace(tzinfo=None), shown.fold) == (wanted, 0)
                else:
                    assert timedelta(0) < shown.replace(tzinfo=None) - wanted <= timedelta(hours=1)


rules = st.one_of(
    st.builds(
        lambda days, interval: Rule(tuple(sorted(days)), interval),
        st.sets(st.integers(0, 6), min_size=1, max_size=4),
        st.integers(1, 8),
    ),
    st.builds(lambda day, position: Rule((day,), 1, position), st.integers(0, 6), st.sampled_from(POSITIONS)),
)
minutes = st.builds(lambda hour, minute: time(hour, minute), st.integers(0, 23), st.sampled_from((0, 15, 30, 45, 59)))


@pytest.mark.parametrize("zone", ZONES)
@STEADY
@given(rule=rules, place=st.integers(0, 10**6), days=st.integers(0, 60), at=minutes)
def test_dates_around_a_clock_change_equal_those_of_the_oracle(
    zone: str, rule: Rule, place: int, days: int, at: time
) -> None:
    near = changes(ZoneInfo(zone)) or (datetime(2027, 3, 28, 1, tzinfo=UTC),)
    earliest = near[place % len(near)].date() - timedelta(days=days)
    found = Schedule(rule, earliest, at, ZoneInfo(zone))
    first = first_fitting_day(rule, earliest)
    begin = datetime.combine(first, time.min, UTC) - timedelta(days=2)
    end = begin + timedelta(days=150)

    assert found.between(begin, end) == instants_by_the_oracle(rule, first, at, zone, end)
