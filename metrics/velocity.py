"""Peer Learning Velocity: how much of what colleagues know reaches others, in one figure.

    velocity = active teachers × learning rituals per month × knowledge capture rate

The product is near zero as soon as one factor is: many teachers without regular forums, or forums that keep nothing,
spread little. Pure calculation, no database: counts go in, figures come out, and None stands for "undefined".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from peerlearn.core.windows import DAYS_PER_MONTH

WEEKLY_RITUAL = DAYS_PER_MONTH / 7  # sessions that one weekly ritual adds to a month

PREPARATION_HOURS = 0.75
FIRST_PREPARATION_HOURS = 1.5
FACILITATION_HOURS = 0.25
CAPTURE_HOURS = 0.2
SESSION_HOURS = 0.5


@dataclass(frozen=True)
class Facts:
    """What was counted in one window of one scope.

    `scale` turns the counted sessions into sessions per month: 30.4375 / 28 for the trailing window, 1 for a calendar
    month. `pending` sessions are held and still within the time for their capture; `first_due_at` is when the first
    of them has to be kept.
    """

    active_teachers: int = 0
    sessions: int = 0
    due: int = 0
    captured: int = 0
    pending: int = 0
    population: int = 0
    reached: int = 0
    learners: int = 0
    scale: float = 1.0
    first_due_at: datetime | None = None

    @property
    def learning_rituals(self) -> float:
        return self.sessions * self.scale

    @property
    def capture_rate(self) -> float | None:
        return share(self.captured, self.due)

    @property
    def velocity(self) -> float | None:
        return velocity(self.active_teachers, self.learning_rituals, self.capture_rate)

    @property
    def velocity_per_100(self) -> float | None:
        return per_100(self.active_teachers, self.learning_rituals, self.capture_rate, self.population)

    @property
    def reach(self) -> float | None:
        return share(self.reached, self.population)

    @property
    def missing(self) -> int:
        """Captures whose time has passed."""
        return self.due - self.captured


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` from 0 to 1; a share of nothing is undefined."""
    return part / whole if whole else None


def velocity(teachers: int, rituals: float, capture_rate: float | None) -> float | None:
    """The product of the three factors; `rituals` is per month.

    Without any ritual it is 0. With rituals but no capture due yet it is undefined: the first value comes when the
    first capture is due.
    """
    if rituals == 0:
        return 0.0
    return None if capture_rate is None else teachers * rituals * capture_rate


def per_100(teachers: int, rituals: float, capture_rate: float | None, population: int) -> float | None:
    """Velocity with teachers and rituals each per 100 people, so that companies of any size compare."""
    product = velocity(teachers, rituals, capture_rate)
    if product is None or not population:
        return None
    return product * (100 / population) ** 2


class Move(StrEnum):
    """One realistic step; the order decides between equal gains."""

    CAPTURES = "captures"
    TEACHER = "teacher"
    RITUAL = "ritual"
    FIRST_RITUAL = "first_ritual"


@dataclass(frozen=True)
class Step:
    """What one step would add to velocity (`gain`), and what it costs people in `hours`."""

    move: Move
    gain: float
    hours: float

    @property
    def gain_per_hour(self) -> float:
        return self.gain / self.hours


def what_moves_it_most(facts: Facts, *, session_hours: float = SESSION_HOURS, overloaded: bool = False) -> list[Step]:
    """Steps that would raise velocity, the largest gain per hour of people's time first.

    With two factors at zero no single step helps: the only one is a first weekly ritual with a teacher, captured.
    While a teacher is overloaded no further ritual is proposed. Nothing can be said before the first capture is due.
    """
    zero = [
        facts.active_teachers == 0,
        facts.sessions == 0,
        not facts.captured and (facts.due > 0 or not facts.sessions),
    ]
    if sum(zero) >= 2:
        return [] if overloaded else [_first_ritual(facts, session_hours)]
    steps = [step for step in _single_steps(facts, session_hours, overloaded) if step.gain > 0]
    return sorted(steps, key=lambda step: (-step.gain_per_hour, list(Move).index(step.move)))


def _single_steps(facts: Facts, session_hours: float, overloaded: bool) -> Iterator[Step]:
    rate = facts.capture_rate
    if rate is None:
        return
    teachers, rituals = facts.active_teachers, facts.learning_rituals
    yield Step(Move.CAPTURES, teachers * rituals * (1 - rate), CAPTURE_HOURS * facts.missing)
    yield Step(Move.TEACHER, rituals * rate, FIRST_PREPARATION_HOURS)
    if not overloaded:
        yield Step(Move.RITUAL, teachers * WEEKLY_RITUAL * rate, _weekly_ritual_hours(session_hours))


def _first_ritual(facts: Facts, session_hours: float) -> Step:
    """Four captured sessions more, the number that a weekly ritual has in 28 days, beside what was owed before."""
    after = velocity(
        max(facts.active_teachers, 1),
        facts.learning_rituals + WEEKLY_RITUAL,
        (facts.captured + 4) / (facts.due + 4),
    )
    gain = (after or 0) - (facts.velocity or 0)
    return Step(Move.FIRST_RITUAL, gain, FIRST_PREPARATION_HOURS + _weekly_ritual_hours(session_hours))


def _weekly_ritual_hours(session_hours: float) -> float:
    """Hours a month that one more weekly ritual asks of people."""
    return WEEKLY_RITUAL * (session_hours + PREPARATION_HOURS + FACILITATION_HOURS + CAPTURE_HOURS)
