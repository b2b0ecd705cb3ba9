from datetime import UTC, date, datetime, timedelta

import pytest

from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Holiday, Ritual, Session, SkipDate
from rituals.selectors.days_off import left_inside, missed_dates
from rituals.services.days_off import drop_holiday, end_pause, keep_holidays, pause_rituals, skip_day, unskip_day
from rituals.services.series import materialise, materialise_all
from rituals.signals import series_changed
from tests.factories.rituals import ProgramFactory, RitualFactory, TeachingFactory

CHRISTMAS = date(2026, 12, 22)  # a Tuesday


@pytest.fixture
def weekly(db: None, monday: datetime) -> Ritual:
    """Tuesdays in Berlin, its 26 sessions made."""
    ritual = RitualFactory(holiday_location="Berlin", program=ProgramFactory())
    materialise(ritual, now=monday)
    return ritual


def on(ritual: Ritual, day: date) -> Session | None:
    return ritual.sessions.filter(starts_at__date=day).first()


def touched(ritual: Ritual, day: date) -> Session:
    session = ritual.sessions.get(starts_at__date=day)
    TeachingFactory(session=session)
    return session


def test_skip_day_removes_a_date_nobody_touched_and_for_good(weekly: Ritual, dora: User, monday: datetime) -> None:
    skip_day(weekly, CHRISTMAS, reason="Christmas", by=dora, now=monday)

    assert on(weekly, CHRISTMAS) is None
    assert materialise(weekly, now=monday) == 0
    assert missed_dates(weekly, now=monday, until=monday + timedelta(weeks=8)) == [
        (datetime(2026, 12, 22, 13, tzinfo=UTC), "Christmas")
    ]


def test_skip_day_cancels_a_date_somebody_touched(weekly: Ritual, dora: User, monday: datetime) -> None:
    session = touched(weekly, CHRISTMAS)

    skip_day(weekly, CHRISTMAS, reason="", by=dora, now=monday)
    skip_day(weekly, CHRISTMAS, reason="Christmas", by=dora, now=monday)

    session.refresh_from_db()
    assert (session.status, session.cancelled_by) == (SessionStatus.CANCELLED, dora)
    assert SkipDate.objects.get().reason == "Christmas"


def test_unskip_day_brings_the_date_back(weekly: Ritual, dora: User, monday: datetime) -> None:
    skip = skip_day(weekly, CHRISTMAS, reason="", by=dora, now=monday)

    unskip_day(skip, now=monday)

    assert on(weekly, CHRISTMAS).status == SessionStatus.SCHEDULED
    assert weekly.sessions.count() == 26


def test_holidays_clear_only_rituals_of_their_place(weekly: Ritual, monday: datetime) -> None:
    elsewhere = RitualFactory(holiday_location="Munich")
    materialise(elsewhere, now=monday)

    left = keep_holidays("Berlin", {CHRISTMAS: "Holiday"}, now=monday)

    assert left == []
    assert on(weekly, CHRISTMAS) is None
    assert on(elsewhere, CHRISTMAS) is not None


def test_holidays_again_change_the_name_and_name_what_stays(weekly: Ritual, monday: datetime) -> None:
    session = touched(weekly, CHRISTMAS)
    keep_holidays("Berlin", {CHRISTMAS: "Holliday"}, now=monday)

    left = keep_holidays("Berlin", {CHRISTMAS: "Holiday"}, now=monday)

    assert left == [session]
    assert on(weekly, CHRISTMAS).status == SessionStatus.SCHEDULED
    assert [holiday.name for holiday in Holiday.objects.all()] == ["Holiday"]


def test_dropped_holiday_brings_the_date_back_with_the_next_pass(weekly: Ritual, monday: datetime) -> None:
    keep_holidays("Berlin", {CHRISTMAS: "Holiday"}, now=monday)

    drop_holiday(Holiday.objects.get())

    assert materialise_all(now=monday) == 1
    assert on(weekly, CHRISTMAS) is not None


@pytest.mark.parametrize("everybody", [True, False])
def test_pause_clears_its_rituals_and_keeps_what_somebody_touched(
    weekly: Ritual, dora: User, monday: datetime, everybody: bool
) -> None:
    other = RitualFactory()
    materialise(other, now=monday)
    session = touched(weekly, CHRISTMAS)
    days = {"first_day": date(2026, 12, 15), "last_day": date(2026, 12, 29)}

    pause, left = pause_rituals(None if everybody else weekly.program, reason="Break", by=dora, now=monday, **days)

    assert left == [session]
    assert left_inside([pause], now=monday) == [(pause, [session])]
    assert (weekly.sessions.count(), other.sessions.count()) == (24, 23 if everybody else 26)
    assert materialise_all(now=monday + timedelta(days=1)) == 0


def test_ended_pause_brings_the_dates_back_with_the_next_pass(weekly: Ritual, dora: User, monday: datetime) -> None:
    days = {"first_day": date(2026, 12, 15), "last_day": date(2026, 12, 29)}
    pause, _left = pause_rituals(weekly.program, reason="Break", by=dora, now=monday, **days)

    end_pause(pause)

    assert materialise_all(now=monday) == 3


def test_days_are_those_of_the_rituals_zone(db: None, dora: User, monday: datetime) -> None:
    """Tuesday 09:00 in Sydney is Monday evening in Berlin."""
    sydney = RitualFactory(time_zone="Australia/Sydney", start_time="09:00")
    materialise(sydney, now=monday)
    before = sydney.sessions.count()

    pause_rituals(None, first_day=CHRISTMAS, last_day=CHRISTMAS, reason="Break", by=dora, now=monday)

    assert sydney.sessions.count() == before - 1
    assert not sydney.sessions.filter(starts_at=datetime(2026, 12, 21, 22, tzinfo=UTC)).exists()


def test_calendars_hear_of_rituals_that_lose_or_get_back_a_date(
    weekly: Ritual, dora: User, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    heard: list[int] = []

    def hear(ritual_id: int, **_: object) -> None:
        heard.append(ritual_id)

    series_changed.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        skip = skip_day(weekly, CHRISTMAS, reason="", by=dora, now=monday)
    with django_capture_on_commit_callbacks(execute=True):
        unskip_day(skip, now=monday)
    with django_capture_on_commit_callbacks(execute=True):
        keep_holidays("Berlin", {CHRISTMAS: "Holiday"}, now=monday)
    with django_capture_on_commit_callbacks(execute=True):
        drop_holiday(Holiday.objects.get())
    series_changed.disconnect(hear)

    assert heard == [weekly.pk] * 4


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_left_inside_pauses_takes_the_same_queries(
    weekly: Ritual, dora: User, monday: datetime, rows: int, django_assert_num_queries
) -> None:
    touched(weekly, CHRISTMAS)
    pauses = [
        pause_rituals(None, first_day=CHRISTMAS, last_day=CHRISTMAS, reason="Break", by=dora, now=monday)[0]
        for _row in range(rows)
    ]

    with django_assert_num_queries(1):
        left_inside(pauses, now=monday)
