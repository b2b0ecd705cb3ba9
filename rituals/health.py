"""How well a ritual keeps what it promises: pure formulas on the facts of its dates.

A *planned* date is one that the ritual put on the calendar and that nothing excuses: skip dates, holidays and pauses
are neutral. Cancelled, not held and unknown all count as not held; a date not settled yet counts nowhere.

    rate         = held / planned, of the dates that began in the last 8 weeks
    promise      = weeks between dates by the rule; delivered = that / rate ("promised weekly, delivered monthly")
    empty ahead  = dates of the next 4 weeks without an accepted teacher, where the form needs one
    lead         = median days from a teacher's acceptance (the first of a date) to the start, 8 weeks back to 4 ahead
    attendance   = mean of the last 4 held dates against the 4 before them, where a number is known; counts, no names
    capture      = captured / due, of the dates held in the last 8 weeks whose deadline has passed
    regularity   = share of the dates held in the last 8 weeks that stood in their usual slot: weekday and local time,
                   as many usual slots as the rule has weekdays
    streak       = dates held in a row up to now, within a year; excused dates neither count nor break it

The facts come from sessions (status, start, capture), teachings (acceptance) and attendances or the number told.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum
from itertools import takewhile
from statistics import fmean, median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rituals.enums import SessionStatus
from rituals.recurrence import Rule

LOOK_BACK = timedelta(weeks=8)
LOOK_AHEAD = timedelta(weeks=4)
STREAK_LOOKS_BACK = timedelta(weeks=52)
URGENT = timedelta(days=10)
WEEKS_PER_MONTH = 30.4375 / 7

LEAST_DATES = 3  # fewer planned dates than this are no evidence
WEAK_RATE = 0.4
FEW_PEOPLE = 3
COMPARED = 4  # held dates in each half of the attendance trend
MISSED_TOO_OFTEN = 2
_NOT_HELD = (SessionStatus.NOT_HELD, SessionStatus.UNKNOWN, SessionStatus.CANCELLED)


@dataclass(frozen=True)
class Occurrence:
    """One date of a ritual. `slot` is weekday and time where the ritual meets; `came` is None when nobody counted.

    `due`: it owes a capture whose deadline has passed; `accepted_at`: when its first teacher said yes.
    """

    starts_at: datetime
    status: str
    slot: tuple[int, time]
    session_id: int = 0
    excused: bool = False
    came: int | None = None
    taught: bool = False
    accepted_at: datetime | None = None
    due: bool = False
    captured: bool = False

    @property
    def held(self) -> bool:
        return self.status == SessionStatus.HELD

    @property
    def planned(self) -> bool:
        """Whether it counts: settled, and nothing excuses it. What was held counts whatever the calendar said."""
        return self.held or (self.status in _NOT_HELD and not self.excused)


@dataclass(frozen=True)
class Health:
    """The figures of one ritual; None where there is nothing to judge by. `recent` are its last 8 weeks in order.

    `empty_soon` is the first empty slot within ten days, `late` are the captures that are owed.
    """

    recent: tuple[Occurrence, ...]
    planned: int
    held: int
    ahead: int
    empty_ahead: int
    empty_soon: Occurrence | None
    lead_days: float | None
    came_lately: float | None
    came_before: float | None
    due: int
    captured: int
    late: tuple[Occurrence, ...]
    regularity: float | None
    streak: int
    missed_in_row: int

    @property
    def rate(self) -> float | None:
        return self.held / self.planned if self.planned else None

    @property
    def whole_lead_days(self) -> int | None:
        return None if self.lead_days is None else round(self.lead_days)

    @property
    def capture_rate(self) -> float | None:
        return self.captured / self.due if self.due else None

    @property
    def weak(self) -> bool:
        """Whether too few of its dates took place for it to be a habit."""
        return self.planned >= LEAST_DATES and self.rate is not None and self.rate < WEAK_RATE

    @property
    def lonely(self) -> bool:
        """Whether hardly anybody comes, over the full four dates."""
        return self.came_lately is not None and self.came_lately < FEW_PEOPLE

    @property
    def needs_attention(self) -> bool:
        return self.missed_in_row >= MISSED_TOO_OFTEN or self.empty_soon is not None or bool(self.late)


class Pace(IntEnum):
    """How often something takes place, the most often first."""

    WEEKLY = 1
    FORTNIGHTLY = 2
    MONTHLY = 3
    RARER = 4
    NEVER = 5

    @property
    def words(self) -> str:
        return str(_PACES[self])


_PACES = {
    Pace.WEEKLY: gettext_lazy("weekly"),
    Pace.FORTNIGHTLY: gettext_lazy("every second week"),
    Pace.MONTHLY: gettext_lazy("monthly"),
    Pace.RARER: gettext_lazy("less than monthly"),
    Pace.NEVER: gettext_lazy("not at all"),
}


@dataclass(frozen=True)
class Promise:
    """What a rule promises beside what was delivered lately."""

    promised: Pace
    delivered: Pace

    @property
    def kept(self) -> bool:
        return self.delivered <= self.promised

    @property
    def words(self) -> str:
        paces = {"promised": self.promised.words, "delivered": self.delivered.words}
        return _("Promised %(promised)s, delivered %(delivered)s.") % paces


def health_of(dates: Sequence[Occurrence], *, slots: int, needs_teacher: bool, now: datetime) -> Health:
    """The figures from `dates`, which reach a year back and four weeks ahead; `slots`: how many a week the rule has."""
    ordered = sorted(dates, key=lambda date: date.starts_at)
    past = [date for date in ordered if date.starts_at <= now]
    ahead = [date for date in ordered if date.starts_at > now and date.status == SessionStatus.SCHEDULED]
    recent = [date for date in past if date.starts_at >= now - LOOK_BACK]
    planned = [date for date in recent if date.planned]
    held = [date for date in recent if date.held]
    empty = [date for date in ahead if needs_teacher and not date.taught and not date.excused]
    settled = [date for date in reversed(past) if date.planned]
    came = [date.came for date in past if date.held and date.came is not None]
    return Health(
        recent=tuple(recent),
        planned=len(planned),
        held=len(held),
        ahead=len(ahead),
        empty_ahead=len(empty),
        empty_soon=next((date for date in empty if date.starts_at - now <= URGENT), None),
        lead_days=_lead_days([*recent, *ahead]),
        came_lately=_mean(came[-COMPARED:]),
        came_before=_mean(came[-2 * COMPARED : -COMPARED]),
        due=sum(date.due for date in held),
        captured=sum(date.due and date.captured for date in held),
        late=tuple(date for date in held if date.due and not date.captured),
        regularity=_regularity(held, slots),
        streak=sum(1 for _date in takewhile(lambda date: date.held, settled)),
        missed_in_row=sum(1 for _date in takewhile(lambda date: not date.held, settled)),
    )


def rate_of(recent: Sequence[Occurrence]) -> float | None:
    """The same rate as in the health, from the dates of the last 8 weeks alone."""
    planned = sum(date.planned for date in recent)
    return sum(date.held for date in recent) / planned if planned else None


def promise_of(rule: Rule, rate: float | None) -> Promise | None:
    """Promised against delivered; None while no date has been settled."""
    if rate is None:
        return None
    apart = rule.interval * WEEKS_PER_MONTH if rule.monthly else rule.interval / len(rule.weekdays)
    return Promise(_pace(apart), _pace(apart / rate) if rate else Pace.NEVER)


def _pace(weeks_apart: float) -> Pace:
    """The nearest of the paces: up to 1.5 weeks is weekly, up to 3 every second week, up to 6 monthly."""
    for limit, pace in ((1.5, Pace.WEEKLY), (3, Pace.FORTNIGHTLY), (6, Pace.MONTHLY)):
        if weeks_apart <= limit:
            return pace
    return Pace.RARER


def _lead_days(dates: Sequence[Occurrence]) -> float | None:
    """Who accepted after the start, as on a past date filled in later, had no lead: 0."""
    leads = [max(date.starts_at - date.accepted_at, timedelta()) for date in dates if date.accepted_at]
    return median(lead / timedelta(days=1) for lead in leads) if leads else None


def _mean(numbers: Sequence[int]) -> float | None:
    return fmean(numbers) if len(numbers) == COMPARED else None


def _regularity(held: Sequence[Occurrence], slots: int) -> float | None:
    usual = Counter(date.slot for date in held).most_common(slots)
    return sum(number for _slot, number in usual) / len(held) if held else None
