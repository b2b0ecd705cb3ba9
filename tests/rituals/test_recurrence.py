from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import gettz
from hypothesis import given
from hypothesis import strategies as st

from rituals.recurrence import (
    POSITIONS,
    Rule,
    Schedule,
    cadence_verdict,
    days_later,
    describe,
    exists,
    parse_rule,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo"]


def schedule(rule: str, first: date, start: str = "14:00", zone: str = "Europe/Berlin", **extra: object) -> Schedule:
    return Schedule(parse_rule(rule), first, time.fromisoformat(start), ZoneInfo(zone), **extra)


def local_starts(found: Schedule, weeks: int) -> list[str]:
    start = datetime.combine(found.first_date, time.min, found.zone)
    instants = found.between(start, start + timedelta(weeks=weeks))
    return [f"{instant.astimezone(found.zone):%d.%m. %H:%M}" for instant in instants]


@pytest.mark.parametrize(
    ("first", "expected_utc"),
    [
        (date(2026, 3, 24), ["24 13:00", "31 12:00"]),  # clocks go forward on 29 March
        (date(2026, 10, 20), ["20 12:00", "27 13:00"]),  # clocks go back on 25 October
    ],
)
def test_weekly_over_a_clock_change_keeps_its_local_time(first: date, expected_utc: list[str]) -> None:
    start = datetime.combine(first, time.min, UTC)

    instants = schedule("FREQ=WEEKLY;BYDAY=TU", first).between(start, start + timedelta(days=14))

    assert [f"{instant:%d %H:%M}" for instant in instants] == expected_utc


def test_start_in_the_skipped_hour_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^02:30 does not exist on 29 March in Berlin\.$"):
        schedule("FREQ=WEEKLY;BYDAY=SU", date(2026, 3, 29), "02:30").first_start()


def test_later_date_in_the_skipped_hour_moves_an_hour_later() -> None:
    assert local_starts(schedule("FREQ=WEEKLY;BYDAY=SU", date(2026, 3, 22), "02:30"), 3) == [
        "22.03. 02:30",
        "29.03. 03:30",
        "05.04. 02:30",
    ]


def test_time_that_exists_twice_is_the_first_of_the_two() -> None:
    first = schedule("FREQ=WEEKLY;BYDAY=SU", date(2026, 10, 25), "02:30").first_start()

    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_half_hour_clock_change_keeps_local_time() -> None:
    found = schedule("FREQ=WEEKLY;BYDAY=MO", date(2026, 9, 28), "09:00", "Australia/Lord_Howe")

    assert [f"{instant:%d %H:%M}" for instant in found.upcoming(datetime(2026, 9, 1, tzinfo=UTC), 2)] == [
        "27 22:30",
        "04 22:00",
    ]


def test_weekly_counts_from_the_first_fitting_day() -> None:
    every_second_tuesday = schedule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2026, 11, 25))

    assert local_starts(every_second_tuesday, 5) == ["01.12. 14:00", "15.12. 14:00", "29.12. 14:00"]


def test_several_weekdays_skip_dates_and_count() -> None:
    found = schedule("FREQ=WEEKLY;BYDAY=TH,TU;COUNT=4", date(2026, 11, 24), skipped={date(2026, 11, 26)})

    assert local_starts(found, 10) == ["24.11. 14:00", "01.12. 14:00", "03.12. 14:00"]


def test_until_includes_its_day() -> None:
    assert local_starts(schedule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201", date(2026, 11, 24)), 9) == [
        "24.11. 14:00",
        "01.12. 14:00",
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1MO", ["07.12. 14:00", "04.01. 14:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["27.11. 14:00", "25.12. 14:00"]),
    ],
)
def test_monthly_by_weekday(rule: str, expected: list[str]) -> None:
    assert local_starts(schedule(rule, date(2026, 11, 24)), 8)[:2] == expected


def test_between_is_capped_at_200_dates_and_two_years() -> None:
    five_days = schedule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 1, 5))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    weekly = schedule("FREQ=WEEKLY;BYDAY=TU", date(2026, 1, 5))

    assert len(five_days.between(now, now + timedelta(days=5000))) == 200
    assert max(weekly.between(now, now + timedelta(days=5000))) < now + timedelta(days=732)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("FREQ=DAILY", "A ritual repeats weekly or monthly."),
        ("FREQ=SECONDLY;BYMONTHDAY=30;BYMONTH=2", "This rule cannot be used: BYMONTH, BYMONTHDAY."),
        ("FREQ=WEEKLY;INTERVAL=0;BYDAY=TU", "Repeat every 1 to 8 weeks or months."),
        ("FREQ=WEEKLY;INTERVAL=9;BYDAY=TU", "Repeat every 1 to 8 weeks or months."),
        ("FREQ=WEEKLY;INTERVAL=-1;BYDAY=TU", "Repeat every 1 to 8 weeks or months."),
        ("FREQ=WEEKLY;INTERVAL=²;BYDAY=TU", "Repeat every 1 to 8 weeks or months."),
        ("FREQ=WEEKLY", "Choose at least one weekday."),
        ("FREQ=WEEKLY;BYDAY=XX", "Choose at least one weekday."),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "A ritual does not meet every day."),
        ("FREQ=MONTHLY;BYDAY=TU", "A monthly ritual meets on the first"),
        ("FREQ=MONTHLY;BYDAY=5TU", "A monthly ritual meets on the first"),
        ("FREQ=MONTHLY;BYDAY=1TU,1WE", "A monthly ritual meets on one weekday."),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=201", "At most 200 sessions."),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=99999999999", "At most 200 sessions."),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261301", "The last date of this rule cannot be read."),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201;COUNT=3", "Say either until when or how often"),
        ("FREQ=WEEKLY;BYDAY=TU;FREQ=WEEKLY", "This rule cannot be used"),
        ("FREQ=WEEKLY;BYDAY=" + "TU," * 200, "This rule is too long."),
        ("", "This rule cannot be used"),
    ],
)
def test_rule_that_is_not_offered_is_refused(rule: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_rule(rule)


def test_end_after_two_years_is_refused() -> None:
    with pytest.raises(ValueError, match="Choose an end within two years"):
        schedule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20300101", date(2026, 11, 24)).first_start()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "Every Tuesday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "Every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Every second week on Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", "Every 3 weeks on Tuesday and Thursday"),
        ("FREQ=MONTHLY;BYDAY=1TU", "First Tuesday of the month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "Last Friday of every 3 months"),
    ],
)
def test_rule_in_plain_words(rule: str, words: str) -> None:
    assert describe(parse_rule(rule)) == words


@pytest.mark.parametrize(
    ("rule", "good", "word"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", True, "Weekly"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", True, "Every second week"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", False, "Rarer than every second week"),
        ("FREQ=MONTHLY;BYDAY=1TU", False, "Monthly"),
    ],
)
def test_cadence_only_weekly_and_every_second_week_are_good(rule: str, good: bool, word: str) -> None:
    verdict = cadence_verdict(parse_rule(rule))

    assert (verdict.good, verdict.word) == (good, word)


def test_a_day_later_is_the_same_local_time() -> None:
    before_the_change = datetime(2026, 3, 28, 13, tzinfo=UTC)

    assert days_later(before_the_change, 1, BERLIN) == datetime(2026, 3, 29, 12, tzinfo=UTC)


rules = st.one_of(
    st.builds(
        lambda days, interval: Rule(tuple(sorted(days)), interval),
        st.sets(st.integers(0, 6), min_size=1, max_size=6),
        st.integers(1, 8),
    ),
    st.builds(
        lambda day, interval, position: Rule((day,), interval, position),
        st.integers(0, 6),
        st.integers(1, 12),
        st.sampled_from(POSITIONS),
    ),
)


@given(rules)
def test_rule_written_and_read_again_is_the_same(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@given(rules, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.times(), st.sampled_from(ZONES))
def test_dates_equal_those_of_the_oracle(rule: Rule, first: date, start: time, zone: str) -> None:
    start = start.replace(microsecond=0)
    found = Schedule(rule, first, start, ZoneInfo(zone))
    begin = datetime.combine(first, time.min, UTC) - timedelta(days=1)
    end = begin + timedelta(days=200)
    instants = found.between(begin, end)

    # The oracle repeats local dates in dateutil's own zones, from the first date that ours gave.
    origin = instants[0].astimezone(ZoneInfo(zone)).date() if instants else first
    oracle = rrulestr(f"RRULE:{rule}", dtstart=datetime.combine(origin, start, gettz(zone)))
    expected = [day.date() for day in oracle.between(begin, end - timedelta(seconds=1), inc=True)]

    local = [instant.astimezone(ZoneInfo(zone)) for instant in instants]
    assert {day.weekday() for day in local} <= set(rule.weekdays)
    assert [day.date() for day in local] == (expected if instants else [])
    assert all(day.time() == start or not exists(datetime.combine(day.date(), start), found.zone) for day in local)
