"""Who said they would come and did not, who took it back, and who came: three figures that are never added up.

They are working material of the session's teachers and facilitators for 30 days, and nobody else's.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from peerlearn.people.models import User
from rituals.enums import Reply
from rituals.models import RSVP, Attendance, Session


@dataclass(frozen=True)
class Turnout:
    """People, counted: `no_show` said they would come and did not, `dropped` took it back before the start."""

    attended: int
    no_show: int
    dropped: int


def turnout(session: Session) -> Turnout:
    """The three figures of one session, as known now."""
    came = Attendance.objects.filter(session=OuterRef("session"), user=OuterRef("user"))
    counted = session.rsvps.annotate(came=Exists(came)).aggregate(
        no_show=Count("pk", filter=Q(reply=Reply.ACCEPTED, came=False)),
        dropped=Count("pk", filter=Q(dropped_at__isnull=False, came=False)),
    )
    return Turnout(attended=session.attendances.count(), **counted)


def not_checked_in(session: Session) -> QuerySet[User]:
    """Who said they would come or might, and is not known to have come."""
    replied = RSVP.objects.filter(session=session, reply__in=(Reply.ACCEPTED, Reply.TENTATIVE)).values("user")
    return User.objects.filter(pk__in=replied).exclude(attendances__session=session).order_by("sort_name", "pk")
