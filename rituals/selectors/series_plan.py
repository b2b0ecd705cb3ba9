"""What a change of a ritual's rule does to each of its dates that are still to come.

A date that nobody touched follows the rule: it takes the new time of its own day, else the next new date that is free,
and goes when there is none. A date that somebody touched stays where it is and stands for the new date of its day, else
of its week; only on request it follows a new time of day. Days off are left out for what is moved or made.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rituals.enums import SessionStatus
from rituals.models import Ritual, Session
from rituals.models.session import SessionQuerySet
from rituals.recurrence import session_end
from rituals.selectors.touched import was_touched, with_touched


@dataclass(frozen=True)
class NewRule:
    """What dates are planned by: its instants, with those on `days_off`; the zones; the length in minutes."""

    dates: Collection[datetime]
    days_off: Collection[date]
    zone_before: ZoneInfo
    zone: ZoneInfo
    minutes: int
    move_touched: bool = False


class Placed(NamedTuple):
    """A session and the instant that the new rule gives it, if any."""

    session: Session
    starts_at: datetime | None


@dataclass(frozen=True)
class SeriesPlan:
    """`kept` were touched and stay as they are; `over` were held or cancelled and only stand for their new date."""

    same: tuple[Placed, ...]
    moved: tuple[Placed, ...]
    kept: tuple[Placed, ...]
    over: tuple[Placed, ...]
    removed: tuple[Session, ...]
    made: tuple[datetime, ...]


def dates_of_series(ritual: Ritual, since: datetime) -> SessionQuerySet:
    """The dates that the ritual's rule gave for `since` or later, wherever they were moved, with `touched`."""
    dates = Session.objects.filter(ritual=ritual, recurrence_id__gte=since)
    return with_touched(dates).order_by("recurrence_id")


def dates_ahead(ritual: Ritual, *, now: datetime) -> SessionQuerySet:
    """The dates to come from which on the ritual may be changed."""
    return Session.objects.filter(ritual=ritual, recurrence_id__gt=now).upcoming(now).filter(starts_at__gt=now)


def plan_series(sessions: Iterable[Session], rule: NewRule, *, now: datetime) -> SeriesPlan:
    """Match `dates_of_series` with the instants of a new rule."""
    ordered = sorted(sessions, key=_given)
    touched = [session for session in ordered if was_touched(session)]
    loose = [session for session in ordered if not was_touched(session)]
    matching = _Matching(rule)
    matching.match(touched, matching.same_instant)
    matching.match(touched, matching.same_day)
    matching.match([session for session in touched if _to_come(session, now)], matching.same_week)
    matching.leave_out_days_off()
    matching.match(loose, matching.same_instant)
    matching.match(loose, matching.same_day)
    matching.match([session for session in loose if not matching.off(session)], matching.any_instant)
    fates: dict[str, list[Placed]] = {"same": [], "moved": [], "kept": [], "over": [], "removed": []}
    for session in ordered:
        placed = Placed(session, matching.given.get(session.pk))
        fates[_fate(placed, rule, matching, now)].append(placed)
    return SeriesPlan(
        same=tuple(fates["same"]),
        moved=tuple(fates["moved"]),
        kept=tuple(fates["kept"]),
        over=tuple(fates["over"]),
        removed=tuple(placed.session for placed in fates["removed"]),
        made=tuple(matching.free),
    )


def starts_after(plan: SeriesPlan, ahead: Iterable[Session]) -> list[datetime]:
    """When the ritual meets once the plan is carried out; `ahead` are all its dates to come, planned or not."""
    stay = [*plan.same, *plan.kept]
    planned = {session.pk for session, _instant in (*stay, *plan.moved)} | {session.pk for session in plan.removed}
    starts = [session.starts_at for session in ahead if session.pk not in planned]
    starts += [session.starts_at for session, _instant in stay]
    starts += [instant for _session, instant in plan.moved if instant is not None]
    return sorted([*starts, *plan.made])


class _Matching:
    """Gives each session at most one instant, and each instant to at most one session."""

    def __init__(self, rule: NewRule) -> None:
        self.rule = rule
        self.free = sorted(rule.dates)
        self.given: dict[int, datetime] = {}

    def match(self, sessions: Iterable[Session], fits: Callable[[Session, datetime], bool]) -> None:
        for session in sessions:
            if session.pk in self.given:
                continue
            found = next((instant for instant in self.free if fits(session, instant)), None)
            if found is not None:
                self.given[session.pk] = found
                self.free.remove(found)

    def leave_out_days_off(self) -> None:
        self.free = [instant for instant in self.free if self._new_day(instant) not in self.rule.days_off]

    def same_instant(self, session: Session, instant: datetime) -> bool:
        return _given(session) == instant

    def same_day(self, session: Session, instant: datetime) -> bool:
        return self._day(session) == self._new_day(instant)

    def same_week(self, session: Session, instant: datetime) -> bool:
        return self._day(session).isocalendar()[:2] == self._new_day(instant).isocalendar()[:2]

    def any_instant(self, session: Session, instant: datetime) -> bool:
        return True

    def off(self, session: Session) -> bool:
        """Whether its day is off: it goes, and does not wander to the end of the calendar."""
        return self._day(session) in self.rule.days_off

    def _day(self, session: Session) -> date:
        return _given(session).astimezone(self.rule.zone_before).date()

    def _new_day(self, instant: datetime) -> date:
        return instant.astimezone(self.rule.zone).date()


def _fate(placed: Placed, rule: NewRule, matching: _Matching, now: datetime) -> str:
    session, instant = placed
    if not _to_come(session, now):
        return "over"
    if instant is None:
        return "kept" if was_touched(session) else "removed"
    as_long = session.ends_at == session_end(session.kind, session.starts_at, rule.minutes, rule.zone)
    if instant == _given(session) and (as_long or _moved_apart(session)):
        return "same"
    if not was_touched(session):
        return "moved"
    follows = rule.move_touched and matching.same_day(session, instant) and not _moved_apart(session)
    return "moved" if follows else "kept"


def _to_come(session: Session, now: datetime) -> bool:
    return session.status in (SessionStatus.DRAFT, SessionStatus.SCHEDULED) and session.starts_at > now


def _moved_apart(session: Session) -> bool:
    return session.starts_at != session.recurrence_id


def _given(session: Session) -> datetime:
    """The instant that the rule gave; every session that is planned has one."""
    return session.recurrence_id or session.starts_at
