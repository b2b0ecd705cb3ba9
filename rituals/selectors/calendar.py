"""The month grid: whole weeks from Monday, each day with its sessions in the viewer's zone."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Exists, OuterRef

from peerlearn.people.models import User
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.recurrence import as_instant

SHOWN = (SessionStatus.SCHEDULED, SessionStatus.HELD, SessionStatus.UNKNOWN, SessionStatus.CANCELLED)


@dataclass(frozen=True)
class Day:
    """A day of the grid; `outside` days belong to the month before or after."""

    date: date
    outside: bool
    today: bool
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def empty(self) -> bool:
        return not any(day.sessions for week in self.weeks for day in week)


def month_of(user: User, first: date, *, zone: tzinfo, now: datetime) -> Month:
    """The month that begins on `first`, with every session `user` may see; `slot_open` marks one without a teacher."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    by_day: dict[date, list[Session]] = defaultdict(list)
    for session in _sessions_between(user, weeks[0][0], weeks[-1][-1], zone):
        by_day[session.starts_at.astimezone(zone).date()].append(session)
    today = now.astimezone(zone).date()

    def day(on: date) -> Day:
        return Day(on, on.month != first.month, on == today, tuple(by_day[on]))

    return Month(first, tuple(tuple(day(on) for on in week) for week in weeks))


def _sessions_between(user: User, first: date, last: date, zone: tzinfo) -> list[Session]:
    taught = Teaching.objects.filter(session=OuterRef("pk"), state=TeachingState.ACCEPTED)
    start = as_instant(datetime.combine(first, time.min), zone)
    end = as_instant(datetime.combine(last + timedelta(days=1), time.min), zone)
    return list(
        Session.objects.visible_to(user)
        .filter(starts_at__gte=start, starts_at__lt=end, status__in=SHOWN)
        .select_related("ritual")
        .annotate(slot_open=~Exists(taught))
        .order_by("starts_at", "pk")
    )
