"""What people answer after a session: stars right after it, and a month later whether they used it.

Each is answered once, and only counts are shown. Who rates was there. A first-timer's first session is never rated.
Whether it was used is asked of those who attended, from 30 to 90 days after the session.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import CheckIn, TeachingState
from rituals.models import Attendance, Rating, Session, Teaching, TransferAnswer
from rituals.notices.feedback import TRANSFER_QUESTION, transfer_key
from rituals.recurrence import days_later
from rituals.selectors.feedback import TRANSFER_CLOSES_DAYS, TRANSFER_OPENS_DAYS, is_rated, rating_open, transfer_open
from rituals.services.attendance import check_in

ASKED_LATE_BY_AT_MOST = timedelta(days=7)


class CannotAnswer(Exception):
    """This person cannot answer this, now or at all; the message says why."""


@transaction.atomic
def rate_session(session: Session, *, by: User, stars: int, comment: str = "", now: datetime) -> Rating:
    """`by` was there and gives one to five stars. Raises CannotAnswer.

    It counts as attendance, so it needs no check-in before.
    """
    if by in session.teachers():
        raise CannotAnswer(_("You taught this session yourself."))
    if not is_rated(session):
        raise CannotAnswer(_("This session is not rated."))
    if not rating_open(session, now):
        raise CannotAnswer(_("A session is rated within seven days after its end."))
    rating, created = Rating.objects.get_or_create(
        session=session, user=by, defaults={"stars": stars, "comment": comment}
    )
    if not created:
        raise CannotAnswer(_("You have rated this session already."))
    check_in(session, user=by, how=CheckIn.RATED, now=now)
    return rating


@transaction.atomic
def answer_transfer(session: Session, *, by: User, score: int, why: str = "", now: datetime) -> TransferAnswer:
    """`by` says from 0 to 10 how much they used what they learned. Raises CannotAnswer."""
    if by in session.teachers() or not session.attendances.filter(user=by).exists():
        raise CannotAnswer(_("This is asked of those who came to the session."))
    if not transfer_open(session, now):
        raise CannotAnswer(_("This is asked from 30 to 90 days after the session."))
    answer, created = TransferAnswer.objects.get_or_create(
        session=session, user=by, defaults={"score": score, "why": why}
    )
    if not created:
        raise CannotAnswer(_("You have answered this already. Thank you."))
    return answer


def draft_transfer_questions(*, now: datetime) -> int:
    """Ask everybody who came to a session 30 days ago, or a few days more; returns how many are asked anew.

    Whom an older session was never asked about is left in peace, and so are those of imported sessions.
    """
    asked_from = now - timedelta(days=TRANSFER_OPENS_DAYS)
    sessions = Session.objects.held().filter(
        ends_at__lte=asked_from, ends_at__gt=asked_from - ASKED_LATE_BY_AT_MOST, external_id__isnull=True
    )
    same = {"session": OuterRef("session"), "user": OuterRef("user")}
    came = (
        Attendance.objects.filter(session__in=sessions, user__is_active=True)
        .exclude(Exists(Teaching.objects.filter(**same, state=TeachingState.ACCEPTED)))
        .exclude(Exists(TransferAnswer.objects.filter(**same)))
        .select_related("session", "user")
    )
    return enqueue(_question(attendance) for attendance in came.iterator())


def _question(attendance: Attendance) -> Draft:
    session = attendance.session
    zone = ZoneInfo(session.time_zone)
    return Draft(
        kind=TRANSFER_QUESTION,
        recipient=attendance.user,
        object_key=transfer_key(session.pk),
        due_at=days_later(session.ends_at, TRANSFER_OPENS_DAYS, zone),
        expires_at=days_later(session.ends_at, TRANSFER_CLOSES_DAYS, zone),
    )
