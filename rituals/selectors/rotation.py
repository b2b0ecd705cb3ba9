"""Fairness of the rotation: who taught how often in a ritual lately, so that the same few are not asked for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from peerlearn.people.models import User
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Ritual, Session

LOOK_BACK = timedelta(weeks=26)
LARGE_SHARE = 3 / 8


@dataclass(frozen=True)
class Rotation:
    """`dates` sessions were taught in the last 26 weeks, by `teachers` people; `most` did `by_most` of them."""

    dates: int
    teachers: int
    most: User | None = None
    by_most: int = 0

    @property
    def leans(self) -> bool:
        """Whether one person carries much of it; a handful of dates shows nothing yet."""
        return self.dates >= 4 and self.by_most >= self.dates * LARGE_SHARE


def rotation_of(ritual: Ritual, *, now: datetime) -> Rotation:
    """Counts held sessions with an accepted teacher; two queries."""
    held = Session.objects.filter(
        ritual=ritual, status=SessionStatus.HELD, starts_at__gte=now - LOOK_BACK, starts_at__lt=now
    )
    taught = Q(teachings__session__in=held.values("pk"), teachings__state=TeachingState.ACCEPTED)
    people = list(
        User.objects.filter(taught)
        .annotate(times=Count("teachings__session", distinct=True))
        .order_by("-times", "sort_name")
    )
    accepted = Q(teachings__state=TeachingState.ACCEPTED)
    dates = held.filter(accepted).distinct().count()
    if not people:
        return Rotation(dates=0, teachers=0)
    return Rotation(dates=dates, teachers=len(people), most=people[0], by_most=people[0].times)
