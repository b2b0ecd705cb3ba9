"""What one page of the calendar spans: a month in whole weeks, a week from Monday, or a list of days.

Each has an address of its own, so nothing about the page is remembered anywhere else.
"""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LISTED_DAYS = 14  # of the agenda, unless one day is asked for
WEEK = timedelta(days=7)


class View(TextChoices):
    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    AGENDA = "agenda", _("Agenda")


@dataclass(frozen=True)
class Period:
    """`start` is the first of a month, a Monday, or the first day of a list; `listed` counts the days of a list."""

    view: View
    start: date
    listed: int = LISTED_DAYS

    @property
    def days(self) -> list[date]:
        """All days on the page in order; a month begins and ends with days of its neighbours."""
        if self.view == View.MONTH:
            return [day for week in Calendar().monthdatescalendar(self.start.year, self.start.month) for day in week]
        number = 7 if self.view == View.WEEK else self.listed
        return [self.start + timedelta(days=offset) for offset in range(number)]

    @property
    def previous(self) -> "Period":
        if self.view == View.MONTH:
            return self._from((self.start - timedelta(days=1)).replace(day=1))
        return self._from(self.start - len(self.days) * timedelta(days=1))

    @property
    def following(self) -> "Period":
        if self.view == View.MONTH:
            return self._from((self.start + timedelta(days=32)).replace(day=1))
        return self._from(self.start + len(self.days) * timedelta(days=1))

    @property
    def single(self) -> bool:
        """Whether it is one day with all it holds."""
        return self.view == View.AGENDA and self.listed == 1

    @property
    def query(self) -> dict[str, str]:
        """Its part of the address."""
        if self.view == View.MONTH:
            return {"view": self.view.value, "month": f"{self.start:%Y-%m}"}
        if self.view == View.WEEK:
            return {"view": self.view.value, "week": f"{self.start:%G-W%V}"}
        listed = {"days": "1"} if self.single else {}
        return {"view": self.view.value, "from": self.start.isoformat()} | listed

    def contains(self, day: date) -> bool:
        """Whether `day` belongs to it; the neighbours' days of a month do not."""
        if self.view == View.MONTH:
            return day.replace(day=1) == self.start
        return day in self.days

    def seen_as(self, view: View, today: date) -> "Period":
        """The same time in another view: around today when that is in it, else around its first day."""
        return period_at(view, today if self.contains(today) else self.start)

    def _from(self, start: date) -> "Period":
        return period_at(self.view, start, listed=self.listed)


def period_at(view: View, day: date, *, listed: int = LISTED_DAYS) -> Period:
    """The page of `view` on which `day` stands."""
    day = min(max(day, EARLIEST), LATEST)
    if view == View.MONTH:
        return Period(view, day.replace(day=1))
    if view == View.WEEK:
        return Period(view, day - timedelta(days=day.weekday()))
    return Period(view, day, listed)


def asked_period(query: Mapping[str, str], today: date) -> Period:
    """What the address asks for; without a view the month, and around today what cannot be read."""
    view = View(query["view"]) if query.get("view") in View.values else View.MONTH
    listed = 1 if query.get("days") == "1" else LISTED_DAYS
    return period_at(view, _asked_day(view, query) or today, listed=listed)


def _asked_day(view: View, query: Mapping[str, str]) -> date | None:
    texts = {
        View.MONTH: query.get("month", "") + "-01",
        View.WEEK: query.get("week", "") + "-1",
        View.AGENDA: query.get("from", ""),
    }
    try:
        return date.fromisoformat(texts[view])
    except ValueError:
        return None
