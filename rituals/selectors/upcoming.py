"""Sessions for one person: those they go to or teach, and a few that could suit them this week."""

from datetime import datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.enums import COMES, SessionStatus, TeachingState
from rituals.models import RSVP, Session, Teaching
from rituals.models.session import SessionQuerySet

NEXT = 5
THIS_WEEK = timedelta(days=7)
FEED_LOOKS_BACK = timedelta(days=30)
FEED_LOOKS_AHEAD = timedelta(weeks=8)  # of all sessions; the own ones stand in it as far as there are any


def own_sessions(user: User) -> SessionQuerySet:
    """Sessions that `user` goes to (or may) or teaches."""
    goes = RSVP.objects.filter(session=OuterRef("pk"), user=user, reply__in=COMES)
    return Session.objects.visible_to(user).filter(Exists(goes) | Exists(_teachings(user)))


@written_once
def upcoming_of(user: User, now: datetime) -> SessionQuerySet:
    """The next sessions of `user`; `user_teaches` marks the ones they teach."""
    sessions = own_sessions(user).upcoming(now).annotate(user_teaches=Exists(_teachings(user)))
    return sessions.select_related("ritual")[:NEXT]


def three_for(user: User, *, now: datetime) -> list[Session]:
    """Up to three sessions of the next seven days that have a teacher and no reply of `user` yet.

    Those of the own function are chosen first, then what is soonest; they stand in the order of their dates.
    """
    return sorted(_suitable(user, now, user.function_id), key=lambda session: session.starts_at)


@written_once
def _suitable(user: User, now: datetime, function_id: int | None) -> SessionQuerySet:
    answered = RSVP.objects.filter(session=OuterRef("pk"), user=user)
    taught = Teaching.objects.filter(session=OuterRef("pk"), state=TeachingState.ACCEPTED)
    own_function = Q(ritual__function__isnull=False, ritual__function=function_id)
    sessions = (
        Session.objects.visible_to(user)
        .upcoming(now)
        .filter(Exists(taught), ~Exists(answered), ~Exists(_teachings(user)))
        .filter(starts_at__gt=now, starts_at__lt=now + THIS_WEEK)
        .annotate(nearness=Case(When(own_function, then=Value(0)), default=Value(1)))
        .order_by("nearness", "starts_at", "pk")
    )
    return sessions.select_related("ritual")[:3]


def feed_sessions(user: User, *, now: datetime) -> SessionQuerySet:
    """What the person's calendar feed holds: own sessions, cancelled ones too, from 30 days ago on."""
    return own_sessions(user).filter(ends_at__gt=now - FEED_LOOKS_BACK).select_related("ritual").order_by("starts_at")


def open_feed_sessions(user: User, *, now: datetime, topic: Topic | None = None) -> SessionQuerySet:
    """What a feed of everything the person may come to holds, of one `topic` if said: up to eight weeks ahead."""
    sessions = Session.objects.visible_to(user).exclude(status=SessionStatus.DRAFT)
    if topic:
        sessions = sessions.filter(topics=topic)
    around = sessions.filter(ends_at__gt=now - FEED_LOOKS_BACK, starts_at__lt=now + FEED_LOOKS_AHEAD)
    return around.select_related("ritual").order_by("starts_at", "pk")


def _teachings(user: User) -> QuerySet[Teaching]:
    return Teaching.objects.filter(session=OuterRef("pk"), user=user, state=TeachingState.ACCEPTED)
