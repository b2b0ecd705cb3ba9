"""Windows of time that figures are counted in.

Two are used everywhere: the trailing 28 days that end at the last local midnight (a weekly ritual always
counts four times in it), and the calendar month. Both live in the organisation's zone and are half-open:
an instant belongs to the window when `start <= instant < end`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

DAYS_PER_MONTH = 30.4375  # a Julian year of 365.25 days, divided by twelve
TRAILING_DAYS = 28


@dataclass(frozen=True)
class Window:
    """A half-open span of aware datetimes."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        """Length in local calendar days, so a clock change inside does not make it 27.96."""
        zone = organisation_zone()
        return (self.end.astimezone(zone).date() - self.start.astimezone(zone).date()).days

    @property
    def per_month(self) -> float:
        """The factor that scales a count in this window to a month of 30.4375 days."""
        return DAYS_PER_MONTH / self.days


def organisation_zone() -> ZoneInfo:
    """The zone in which the organisation's days begin and end."""
    return ZoneInfo(settings.ORG_TIME_ZONE)


def local_midnight(day: date) -> datetime:
    """The first instant of `day` in the organisation's zone, in UTC so that differences are real hours."""
    return datetime.combine(day, time.min, tzinfo=organisation_zone()).astimezone(UTC)


def local_day(instant: datetime) -> date:
    """The organisation's calendar day at `instant`."""
    return instant.astimezone(organisation_zone()).date()


def trailing(as_of: datetime | None = None) -> Window:
    """The 28 days that end at the last local midnight at or before `as_of` (default: now)."""
    today = local_day(as_of or timezone.now())
    return Window(local_midnight(today - timedelta(days=TRAILING_DAYS)), local_midnight(today))


def calendar_month(day: date) -> Window:
    """The calendar month that `day` lies in."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Window(local_midnight(first), local_midnight(following))
