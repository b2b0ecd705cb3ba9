"""What stands behind a figure. Teaching opens its facts with names; learning opens counts by function only.

Sessions that the reader may not open, those of closed circles, are counted but not listed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from metrics.privacy import Group, shown
from metrics.selectors.facts import Frame, reach_by_function
from peerlearn.people.models import Function, User
from rituals.enums import CapturePolicy, RitualKind, TeachingState
from rituals.models import Session, Teaching


@dataclass(frozen=True)
class Listed:
    """`sessions` the reader may open, and how many more count without being listed."""

    sessions: QuerySet[Session]
    hidden: int


def teachers(frame: Frame) -> QuerySet[User]:
    """Who taught in the window, with the number of their sessions as `taught`."""
    counted = Session.objects.held().in_window(frame.window).exclude(kind=RitualKind.WORKING_OUT_LOUD)
    taught = Q(teachings__state=TeachingState.ACCEPTED, teachings__session__in=counted)
    return (
        User.objects.filter(taught)
        .annotate(taught=Count("teachings__session", distinct=True))
        .select_related("function")
        .order_by("-taught", "sort_name", "pk")
    )


def ritual_sessions(frame: Frame, *, user: User) -> Listed:
    """The sessions of recurring rituals that were held in the window, the newest first."""
    return _listed(Session.objects.held().in_window(frame.window).recurring(), "-starts_at", user)


def owed_sessions(frame: Frame, *, user: User) -> Listed:
    """The sessions that owe a capture: late ones first, then those within their time, then those kept."""
    owed = Session.objects.held().in_window(frame.window).exclude(capture_policy=CapturePolicy.NONE)
    return _listed(owed.annotate(is_kept=Q(captured_at__isnull=False)), "is_kept", user, "capture_due_at")


def reached_groups(frame: Frame) -> list[Group]:
    """How many people of each function were reached, as far as groups are large enough."""
    names = dict(Function.objects.values_list("pk", "name"))
    groups = [
        Group(names[function_id] if function_id else _("Without a function"), reached, people)
        for function_id, (reached, people) in reach_by_function(frame).items()
    ]
    return shown(sorted(groups, key=lambda group: group.name))


def is_late(session: Session, now: datetime) -> bool:
    return session.captured_at is None and session.capture_due_at is not None and session.capture_due_at <= now


def _listed(sessions: QuerySet[Session], order: str, user: User, *then: str) -> Listed:
    readable = sessions.filter(pk__in=Session.objects.visible_to(user).values("pk"))
    accepted = Teaching.objects.filter(state=TeachingState.ACCEPTED).select_related("user")
    rows = (
        readable.order_by(order, *then, "pk")
        .select_related("ritual")
        .prefetch_related(Prefetch("teachings", queryset=accepted))
    )
    return Listed(sessions=rows, hidden=sessions.count() - readable.count())
