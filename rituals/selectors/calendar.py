"""The days of the calendar with their sessions, in the viewer's zone.

A day with much going on shows the first few, the viewer's own before others, and counts the rest; so a page costs the
same whatever there is. Days off are the holidays where the viewer works and the pauses of programs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.enums import COMES, NEEDS_TEACHER, SessionStatus, TeachingState
from rituals.models import RSVP, Booking, Holiday, Pause, Session, Teaching
from rituals.periods import Period, View
from rituals.recurrence import as_instant
from rituals.selectors.slot_board import WITH_PEOPLE

SHOWN = (SessionStatus.SCHEDULED, SessionStatus.HELD, SessionStatus.UNKNOWN, SessionStatus.CANCELLED)
DRAWN = ("title", "kind", "starts_at", "ends_at", "time_zone", "place", "audience", "status", "ritual__name")
MOST_A_DAY = {View.MONTH: 4, View.WEEK: 12, View.AGENDA: 25}


@dataclass(frozen=True)
class Filters:
    """`mine`: only sessions the viewer goes to or teaches; `kind` is a RitualKind or empty."""

    mine: bool = False
    topic: Topic | None = None
    kind: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the page. `more` sessions are not listed; `off` says why nobody is expected on it."""

    date: date
    outside: bool
    today: bool
    sessions: tuple[Session, ...]
    more: int
    off: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.sessions) + self.more


def topics_of_sessions(user: User) -> QuerySet[Topic]:
    """What the sessions that `user` may see are about; the name of a closed circle's topic would tell about it."""
    visible = Session.objects.visible_to(user).filter(topics=OuterRef("pk"))
    return Topic.objects.filter(Exists(visible)).by_name()


@written_once
def offered_topics(user: User) -> QuerySet[Topic]:
    """The same, to choose from."""
    return topics_of_sessions(user).only("name", "slug")


def days_of(user: User, period: Period, filters: Filters, *, zone: tzinfo, now: datetime) -> list[Day]:
    """The days of `period`; their sessions carry `slot_open`, `mine`, and their teachers in week and agenda."""
    days = period.days
    most = None if period.single else MOST_A_DAY[period.view]
    start, end = _instants(days, zone)
    by_day: dict[date, list[Any]] = defaultdict(list)
    sessions = _sessions(
        user,
        start,
        end,
        zone,
        mine=filters.mine,
        topic=filters.topic,
        kind=filters.kind or None,
        most=most,
        with_people=period.view != View.MONTH,
    )
    for session in sessions:
        by_day[session.day].append(session)
    off = _days_off(user, days)
    today = timezone.localdate(now, zone)
    return [
        Day(
            date=day,
            outside=not period.contains(day),
            today=day == today,
            sessions=tuple(by_day[day]),
            more=by_day[day][0].on_day - len(by_day[day]) if by_day[day] else 0,
            off=tuple(off[day]),
        )
        for day in days
    ]


@written_once
def _sessions(
    user: User,
    start: datetime,
    end: datetime,
    zone: tzinfo,
    *,
    mine: bool,
    topic: Topic | None,
    kind: str | None,
    most: int | None,
    with_people: bool,
) -> QuerySet[Any]:
    """Sessions of the span, at most `most` a day, with `mine`, `slot_open`, their `day` and how many are `on_day`."""
    taught = Teaching.objects.filter(session=OuterRef("pk"), state=TeachingState.ACCEPTED)
    sessions = (
        Session.objects.visible_to(user)
        .filter(_own(user) if mine else Q(), starts_at__gte=start, starts_at__lt=end, status__in=SHOWN)
        .filter(Q() if topic is None else Q(topics=topic), Q() if kind is None else Q(kind=kind))
        .select_related("ritual")
        .only(*DRAWN)
        .annotate(
            mine=ExpressionWrapper(_own(user), output_field=BooleanField()),
            slot_open=ExpressionWrapper(
                Q(kind__in=NEEDS_TEACHER, status=SessionStatus.SCHEDULED) & ~Exists(taught),
                output_field=BooleanField(),
            ),
            day=TruncDate("starts_at", tzinfo=zone),
        )
    )
    counted = sessions.annotate(
        on_day=Window(Count("pk"), partition_by=F("day")),
        place_in_day=Window(RowNumber(), partition_by=F("day"), order_by=[F("mine").desc(), "starts_at", "pk"]),
    )
    shown = counted if most is None else counted.filter(place_in_day__lte=most)
    return shown.prefetch_related(*([WITH_PEOPLE] if with_people else [])).order_by("starts_at", "pk")


def _own(user: User) -> Q:
    """Sessions the viewer goes to, may go to, teaches, or booked a slot of."""
    goes = RSVP.objects.filter(user_id=user.pk, reply__in=COMES).values("session_id")
    teaches = Teaching.objects.filter(user_id=user.pk, state=TeachingState.ACCEPTED).values("session_id")
    booked = Booking.objects.filter(user_id=user.pk).values("session_id")
    return Q(pk__in=goes) | Q(pk__in=teaches) | Q(pk__in=booked)


def _instants(days: Collection[date], zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first midnight of the days to the one after the last."""
    start = as_instant(datetime.combine(min(days), time.min), zone)
    return start, as_instant(datetime.combine(max(days) + timedelta(days=1), time.min), zone)


def _days_off(user: User, days: Collection[date]) -> dict[date, list[str]]:
    first, last = min(days), max(days)
    off: dict[date, list[str]] = defaultdict(list)
    if user.location:
        for holiday in Holiday.objects.filter(location__iexact=user.location, day__range=(first, last)):
            off[holiday.day].append(holiday.name)
    pauses: Iterable[Pause] = Pause.objects.filter(first_day__lte=last, last_day__gte=first).select_related("program")
    for pause in pauses:
        words = f"{pause.program.name}: {pause.reason}" if pause.program else pause.reason
        for day in days:
            if pause.first_day <= day <= pause.last_day:
                off[day].append(words)
    return off
