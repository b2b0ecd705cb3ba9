"""Windows end at local midnights; a clock change inside does not change how many days they have."""

from datetime import UTC, date, datetime

import pytest

from peerlearn.core.windows import calendar_month, local_day, trailing


def test_trailing_window_ends_at_the_last_local_midnight(settings):
    settings.ORG_TIME_ZONE = "Europe/Berlin"

    window = trailing(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))

    assert window.start == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
    assert window.end == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert window.days == 28


def test_trailing_window_over_a_clock_change_still_has_28_days(settings):
    settings.ORG_TIME_ZONE = "Europe/Berlin"

    window = trailing(datetime(2026, 10, 27, 12, tzinfo=UTC))

    assert (window.end - window.start).total_seconds() / 3600 == 28 * 24 + 1
    assert window.days == 28
    assert window.per_month == pytest.approx(30.4375 / 28)


@pytest.mark.parametrize(("day", "days"), [(date(2026, 2, 14), 28), (date(2028, 2, 1), 29), (date(2026, 12, 31), 31)])
def test_calendar_month_has_its_days(settings, day, days):
    settings.ORG_TIME_ZONE = "America/Sao_Paulo"

    assert calendar_month(day).days == days


def test_local_day_is_the_organisations(settings):
    settings.ORG_TIME_ZONE = "Pacific/Auckland"

    assert local_day(datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) == date(2026, 11, 23)
