"""Replies to a session. Places never oversell: the session's row is locked while they are counted.

When it is full a reply waits, and when somebody leaves, the one who waits longest moves up.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP, Session

WANTS_A_PLACE = (Reply.ACCEPTED, Reply.WAITLISTED)


class RepliesClosed(Exception):
    """The session has begun or was cancelled; the message says so."""


@transaction.atomic
def reply_to_session(session: Session, *, by: User, reply: str, now: datetime) -> RSVP:
    """Keep the reply of `by`; a full session answers "coming" with a place on the waiting list.

    Replying the same again changes nothing. Raises RepliesClosed from the start on or when cancelled.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status != SessionStatus.SCHEDULED or locked.starts_at <= now:
        raise RepliesClosed(_("Replies are closed: this session has begun or was cancelled."))
    rsvp = locked.rsvps.filter(user=by).first() or RSVP(session=locked, user=by, reply="")
    if rsvp.reply == reply or (reply in WANTS_A_PLACE and rsvp.reply in WANTS_A_PLACE):
        return rsvp
    left_a_place = rsvp.reply == Reply.ACCEPTED
    rsvp.reply = _granted(locked, reply)
    rsvp.replied_at = now
    rsvp.save()
    if left_a_place:
        _promote_first_waiting(locked)
    return rsvp


def _granted(session: Session, reply: str) -> str:
    if reply in WANTS_A_PLACE:
        return Reply.WAITLISTED if _full(session) else Reply.ACCEPTED
    return reply


def _full(session: Session) -> bool:
    coming = session.rsvps.filter(reply=Reply.ACCEPTED).count()
    return session.capacity is not None and coming >= session.capacity


def _promote_first_waiting(session: Session) -> None:
    first = session.rsvps.filter(reply=Reply.WAITLISTED).order_by("replied_at", "pk").first()
    if first and not _full(session):
        first.reply = Reply.ACCEPTED
        first.save(update_fields=["reply", "updated_at"])
