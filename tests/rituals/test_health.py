from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.health import Health, Occurrence, Pace, health_of, promise_of
from rituals.recurrence import parse_rule

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TUESDAY = (1, time(14))
WEEK = timedelta(weeks=1)


def date_of(weeks: float, status: str = "held", **fields: object) -> Occurrence:
    """A date so many weeks ago, or ahead when negative."""
    return Occurrence(**{"starts_at": NOW - weeks * WEEK, "status": status, "slot": TUESDAY} | fields)


def health(*dates: Occurrence, slots: int = 1, needs_teacher: bool = True) -> Health:
    return health_of(dates, slots=slots, needs_teacher=needs_teacher, now=NOW)


def test_rate_counts_cancelled_unknown_and_not_held_as_missed() -> None:
    statuses = ["held", "cancelled", "unknown", "held", "not_held", "scheduled"]

    found = health(*(date_of(number + 1, status) for number, status in enumerate(statuses)))

    assert (found.held, found.planned, found.rate) == (2, 5, 0.4)


def test_rate_looks_eight_weeks_back_and_no_further() -> None:
    found = health(date_of(8), date_of(8.01, "not_held"), date_of(0))

    assert (found.held, found.planned) == (2, 2)


def test_excused_dates_are_neutral_unless_they_were_held() -> None:
    found = health(date_of(3), date_of(2, "cancelled", excused=True), date_of(1, "held", excused=True))

    assert (found.held, found.planned, found.streak, found.missed_in_row) == (2, 2, 2, 0)
    assert len(found.recent) == 3


def test_nothing_planned_has_no_figures() -> None:
    found = health()

    assert (found.rate, found.capture_rate, found.regularity, found.lead_days, found.came_lately) == (None,) * 5
    assert (found.weak, found.lonely, found.needs_attention) == (False, False, False)


def test_streak_reaches_beyond_eight_weeks_and_ends_at_a_missed_date() -> None:
    assert health(*(date_of(weeks) for weeks in range(1, 13)), date_of(13, "unknown"), date_of(14)).streak == 12
    assert health(date_of(2), date_of(1, "cancelled")).streak == 0


def test_missed_in_row_passes_over_what_is_not_settled() -> None:
    found = health(date_of(4), date_of(3, "not_held"), date_of(2, "unknown"), date_of(1, "scheduled"))

    assert found.missed_in_row == 2
    assert found.needs_attention


def test_empty_slots_ahead_are_counted_where_a_teacher_is_needed() -> None:
    dates = [
        date_of(-1, "scheduled", taught=True),
        date_of(-2, "scheduled"),
        date_of(-3, "scheduled", excused=True),
        date_of(-3.5, "cancelled"),
    ]

    assert (health(*dates).empty_ahead, health(*dates).ahead) == (1, 3)
    assert health(*dates, needs_teacher=False).empty_ahead == 0


@pytest.mark.parametrize(("days", "soon"), [(10, True), (10.1, False)])
def test_empty_slot_is_urgent_within_ten_days(days, soon) -> None:
    found = health(date_of(-days / 7, "scheduled"))

    assert (found.empty_soon is not None) is soon
    assert found.needs_attention is soon


def test_lead_is_the_median_of_days_from_acceptance_to_start() -> None:
    def accepted(weeks: float, days: float) -> Occurrence:
        return date_of(weeks, accepted_at=NOW - weeks * WEEK - timedelta(days=days), taught=True)

    assert health(accepted(1, 2), accepted(2, 9), accepted(3, 4), date_of(4)).lead_days == 4
    assert health(accepted(1, 2), accepted(2, 9)).lead_days == 5.5
    assert health(accepted(1, -3)).lead_days == 0
    assert health(accepted(9, 5)).lead_days is None


def test_attendance_compares_the_last_four_known_with_the_four_before() -> None:
    came = [8, 10, 12, 14, 3, 5, None, 7, 6]

    found = health(*(date_of(10 - place, came=number) for place, number in enumerate(came)))

    assert (found.came_lately, found.came_before) == (5.25, 11.0)


def test_attendance_of_fewer_than_four_dates_says_nothing() -> None:
    found = health(*(date_of(weeks, came=1) for weeks in range(1, 4)))

    assert (found.came_lately, found.lonely) == (None, False)


def test_captures_are_judged_once_due() -> None:
    owed = date_of(2, due=True)

    found = health(date_of(1), owed, date_of(3, due=True, captured=True), date_of(4, due=True, captured=True))

    assert (found.captured, found.due, found.capture_rate, found.late) == (2, 3, 2 / 3, (owed,))
    assert found.needs_attention


@pytest.mark.parametrize(("slots", "share"), [(1, 0.5), (2, 0.75)])
def test_regularity_is_the_share_in_the_usual_slots_of_a_rule(slots, share) -> None:
    thursday = (3, time(14))
    held = [TUESDAY, TUESDAY, thursday, (4, time(9))]

    assert health(*(date_of(place + 1, slot=slot) for place, slot in enumerate(held)), slots=slots).regularity == share


@pytest.mark.parametrize(
    ("statuses", "weak"), [(["held", "held", "not_held", "not_held", "not_held"], False), (["not_held"] * 2, False)]
)
def test_weak_needs_less_than_two_fifths_of_three_dates(statuses, weak) -> None:
    assert health(*(date_of(place + 1, status) for place, status in enumerate(statuses))).weak is weak
    assert health(date_of(1), date_of(2, "unknown"), date_of(3, "cancelled")).weak


@pytest.mark.parametrize(
    ("rule", "rate", "promised", "delivered"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", 1.0, Pace.WEEKLY, Pace.WEEKLY),
        ("FREQ=WEEKLY;BYDAY=TU", 2 / 3, Pace.WEEKLY, Pace.WEEKLY),
        ("FREQ=WEEKLY;BYDAY=TU", 0.5, Pace.WEEKLY, Pace.FORTNIGHTLY),
        ("FREQ=WEEKLY;BYDAY=TU", 0.25, Pace.WEEKLY, Pace.MONTHLY),
        ("FREQ=WEEKLY;BYDAY=TU", 0.125, Pace.WEEKLY, Pace.RARER),
        ("FREQ=WEEKLY;BYDAY=TU", 0.0, Pace.WEEKLY, Pace.NEVER),
        ("FREQ=WEEKLY;BYDAY=TU,TH", 0.5, Pace.WEEKLY, Pace.WEEKLY),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 0.5, Pace.FORTNIGHTLY, Pace.MONTHLY),
        ("FREQ=MONTHLY;BYDAY=2TU", 1.0, Pace.MONTHLY, Pace.MONTHLY),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU", 1.0, Pace.RARER, Pace.RARER),
    ],
)
def test_promise_stands_beside_what_was_delivered(rule, rate, promised, delivered) -> None:
    promise = promise_of(parse_rule(rule), rate)

    assert (promise.promised, promise.delivered) == (promised, delivered)
    assert promise.kept is (promised == delivered)


def test_promise_is_written_in_words() -> None:
    weekly = parse_rule("FREQ=WEEKLY;BYDAY=TU")

    assert promise_of(weekly, 0.25).words == "Promised weekly, delivered monthly."
    assert promise_of(weekly, None) is None


STATUSES = st.sampled_from(["held", "not_held", "unknown", "cancelled", "scheduled"])
DATES = st.lists(
    st.builds(date_of, st.floats(-4, 52), STATUSES, excused=st.booleans(), came=st.none() | st.integers(0, 90)),
    max_size=30,
    unique_by=lambda date: date.starts_at,
)


@given(DATES, st.randoms())
def test_figures_stay_in_range_and_do_not_depend_on_the_order(dates, random) -> None:
    shuffled = random.sample(dates, len(dates))

    found = health(*dates)

    assert health(*shuffled) == found
    assert found.rate is None or 0 <= found.rate <= 1
    assert found.regularity is None or 0 < found.regularity <= 1
    assert min(found.streak, found.missed_in_row) == 0
    assert found.held <= found.planned <= len(found.recent)


@given(DATES, st.lists(st.floats(0, 52), max_size=5))
def test_days_off_change_no_figure(dates, pauses) -> None:
    off = [date_of(weeks, "cancelled", excused=True) for weeks in pauses]

    found, paused = health(*dates), health(*dates, *off)

    assert (paused.held, paused.planned, paused.streak, paused.missed_in_row, paused.empty_ahead) == (
        found.held,
        found.planned,
        found.streak,
        found.missed_in_row,
        found.empty_ahead,
    )
