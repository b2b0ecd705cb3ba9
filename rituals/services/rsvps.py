"""Replies to a session. Places never oversell: the session's row is locked while they are counted.

When it is full a reply waits, and when somebody leaves, the one who waits longest moves up.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.notices.sessions import PLACE_FREE, place_key
from rituals.services.reminders import remind

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
    remind(rsvp)
    if left_a_place:
        _promote_first_waiting(locked, now)
    return rsvp


def _granted(session: Session, reply: str) -> str:
    if reply in WANTS_A_PLACE:
        return Reply.WAITLISTED if _full(session) else Reply.ACCEPTED
    return reply


def _full(session: Session) -> bool:
    coming = session.rsvps.filter(reply=Reply.ACCEPTED).count()
    return session.capacity is not None and coming >= session.capacity


def _promote_first_waiting(session: Session, now: datetime) -> None:
    """Give the free place to whoever waits longest, and tell them."""
    waiting = session.rsvps.filter(reply=Reply.WAITLISTED, user__is_active=True).select_related("user")
    first = waiting.order_by("replied_at", "pk").first()
    if first is None or _full(session):
        return
    first.reply, first.replied_at = Reply.ACCEPTED, now
    first.save(update_fields=["reply", "replied_at", "updated_at"])
    remind(first)
    told = Draft(
        kind=PLACE_FREE,
        recipient=first.user,
        object_key=place_key(first),
        due_at=now,
        expires_at=session.starts_at,
    )
    enqueue([told])
