from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.periods import EARLIEST, LATEST, View, asked_period, period_at

DAYS = st.dates(EARLIEST, LATEST)
VIEWS = st.sampled_from(View)


@given(VIEWS, DAYS)
def test_period_holds_its_day_and_is_found_again_by_its_address(view, day) -> None:
    period = period_at(view, day)

    assert period.contains(day)
    assert day in period.days
    assert asked_period(period.query, date(2026, 11, 24)) == period


@given(VIEWS, st.dates(date(2000, 3, 1), date(2099, 10, 1)), st.sampled_from([1, 14]))
def test_period_before_and_after_lead_back(view, day, listed) -> None:
    period = period_at(view, day, listed=listed)

    assert period.following.previous == period
    assert period.previous.following == period
    assert not period.following.contains(day)


@given(VIEWS, VIEWS, DAYS, DAYS)
def test_period_in_another_view_shows_the_same_time(view, other, day, today) -> None:
    period = period_at(view, day)

    seen = period.seen_as(other, today)

    assert seen.contains(today if period.contains(today) else period.start)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({"view": "month", "month": "2026-11"}, date(2026, 10, 26), date(2026, 12, 6)),
        ({"view": "week", "week": "2026-W53"}, date(2026, 12, 28), date(2027, 1, 3)),
        ({"view": "agenda", "from": "2026-11-24"}, date(2026, 11, 24), date(2026, 12, 7)),
        ({"view": "agenda", "from": "2026-11-24", "days": "1"}, date(2026, 11, 24), date(2026, 11, 24)),
        ({"view": "agenda", "days": "9"}, date(2026, 2, 3), date(2026, 2, 16)),
        ({}, date(2026, 1, 26), date(2026, 3, 1)),
    ],
)
def test_asked_period_spans_the_days_of_its_address(query, first, last) -> None:
    days = asked_period(query, date(2026, 2, 3)).days

    assert (days[0], days[-1]) == (first, last)
