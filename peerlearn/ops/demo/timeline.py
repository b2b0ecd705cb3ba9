"""The days of the demo company, counted from its start day, and its sources of chance.

Chance is drawn from a generator of its own for each purpose: the same seed and day give the same rows, and a change in
one part of the story leaves the others as they were.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peerlearn.core.windows import TRAILING_DAYS, local_day, local_midnight
from peerlearn.ops.demo.reference import PLANNED_WEEKS, WEEKS

_WORK_BEGINS = 9
_WORK_HOURS = 9
_DAYS_TO_CAPTURE = (1, 1, 1, 2, 2, 3, 4)


@dataclass(frozen=True)
class Timeline:
    """`today` is the start day: everything before its first instant has happened when the company is created."""

    seed: int
    today: date

    @property
    def midnight(self) -> datetime:
        return local_midnight(self.today)

    @property
    def program_start(self) -> date:
        return self.today - timedelta(weeks=WEEKS)

    @property
    def window_start(self) -> date:
        return self.today - timedelta(days=TRAILING_DAYS)

    @property
    def planned_to(self) -> date:
        return self.today + timedelta(weeks=PLANNED_WEEKS)

    def week_of(self, instant: datetime) -> int:
        """The week of the program that an instant lies in, counted from 0."""
        return (local_day(instant) - self.program_start).days // 7

    def chance(self, *purpose: object) -> random.Random:
        """The generator of one purpose."""
        return random.Random("/".join(map(str, (self.seed, *purpose))))


def moment_between(chance: random.Random, start: datetime, end: datetime) -> datetime:
    """A full minute between two instants."""
    minutes = int((end - start).total_seconds() // 60)
    return start + timedelta(minutes=chance.randrange(max(minutes, 1)))


def capture_moment(chance: random.Random, ends_at: datetime, before: datetime) -> datetime:
    """When a session that ended at `ends_at` was captured: one to six days later at work, or just before `before`."""
    day = working_day(local_day(ends_at) + timedelta(days=chance.choice(_DAYS_TO_CAPTURE)))
    begin = local_midnight(day) + timedelta(hours=_WORK_BEGINS)
    planned = moment_between(chance, begin, begin + timedelta(hours=_WORK_HOURS))
    return planned if planned < before else moment_between(chance, ends_at, before)


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
