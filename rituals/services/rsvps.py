"""Replies to a session. Places never oversell: the session's row is locked while they are counted.

When it is full a reply waits, and when somebody leaves, the one who waits longest moves up. Who said they would come
and takes it back is kept as having dropped out. A reply to one date goes before a reply to the whole ritual.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.notices.sessions import PLACE_FREE, place_key
from rituals.services.calendar_invitations import invite
from rituals.services.reminders import remind

WANTS_A_PLACE = (Reply.ACCEPTED, Reply.WAITLISTED)
A_MOMENT = timedelta(microseconds=1)


class RepliesClosed(Exception):
    """The session has begun or was cancelled; the message says so."""


class Places:
    """The places of sessions whose rows are locked: counted once, kept in step while replies are granted."""

    def __init__(self, sessions: Collection[Session]) -> None:
        counted = (
            RSVP.objects.filter(session__in=sessions)
            .values_list("session_id")
            .annotate(
                taken=Count("pk", filter=Q(reply=Reply.ACCEPTED)),
                last=Max("replied_at", filter=Q(reply=Reply.WAITLISTED)),
            )
        )
        rows = list(counted)
        self._taken = Counter({session_id: taken for session_id, taken, _last in rows})
        self._last_in_line: dict[int, datetime] = {session_id: last for session_id, _taken, last in rows if last}

    def free(self, session: Session) -> int | None:
        """How many places are left, 0 when more come than there is room for; None without a limit."""
        return None if session.capacity is None else max(session.capacity - self._taken[session.pk], 0)

    def somebody_waits_for(self, session: Session) -> bool:
        return session.pk in self._last_in_line

    def grant(self, rsvp: RSVP, reply: str, *, now: datetime) -> bool:
        """Set what `rsvp` becomes when `reply` is asked for; returns whether that gave a place back. Saves nothing."""
        session, before = rsvp.session, rsvp.reply
        rsvp.reply, rsvp.replied_at = reply, now
        if reply in WANTS_A_PLACE:
            rsvp.reply = Reply.WAITLISTED if self.free(session) == 0 else Reply.ACCEPTED
        if rsvp.reply == Reply.WAITLISTED:
            self._queue(rsvp)
        left_a_place = before == Reply.ACCEPTED
        self._taken[session.pk] += (rsvp.reply == Reply.ACCEPTED) - left_a_place
        rsvp.dropped_at = now if left_a_place and rsvp.reply == Reply.DECLINED else None
        return left_a_place

    def _queue(self, rsvp: RSVP) -> None:
        """Put it behind the last in line, whatever two servers' clocks say: the lock decides who came first."""
        last = self._last_in_line.get(rsvp.session_id)
        if last is not None:
            rsvp.replied_at = max(rsvp.replied_at, last + A_MOMENT)
        self._last_in_line[rsvp.session_id] = rsvp.replied_at


@transaction.atomic
def reply_to_session(session: Session, *, by: User, reply: str, now: datetime) -> RSVP:
    """Keep the reply of `by`; a full session answers "coming" with a place on the waiting list.

    Replying the same again changes nothing. Raises RepliesClosed from the start on or when cancelled.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status != SessionStatus.SCHEDULED or locked.starts_at <= now:
        raise RepliesClosed(_("Replies are closed: this session has begun or was cancelled."))
    rsvp = locked.rsvps.filter(user=by).first() or RSVP(session=locked, user=by, reply="")
    rsvp.series_reply = None
    if says_the_same(rsvp, reply):
        rsvp.save(update_fields=["series_reply"])
        return rsvp
    left_a_place = Places([locked]).grant(rsvp, reply, now=now)
    rsvp.save()
    remind(rsvp)
    invite(rsvp, now=now)
    if left_a_place:
        promote_waiting(locked, now=now)
    return rsvp


@transaction.atomic
def promote_waiting(session: Session, *, now: datetime) -> int:
    """Give free places to whoever waits longest and tell them; returns to how many.

    Called when somebody leaves and when the room becomes larger; nobody is promoted once the session has begun.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status != SessionStatus.SCHEDULED or locked.starts_at <= now:
        return 0
    waiting = locked.rsvps.filter(reply=Reply.WAITLISTED, user__is_active=True).select_related("session", "user")
    places = Places([locked])
    promoted = list(waiting.order_by("replied_at", "pk")[: places.free(locked)])
    for rsvp in promoted:
        places.grant(rsvp, Reply.ACCEPTED, now=now)
        rsvp.save(update_fields=["reply", "replied_at", "dropped_at", "updated_at"])
        remind(rsvp)
        invite(rsvp, now=now)
    enqueue(_told(rsvp, now) for rsvp in promoted)
    return len(promoted)


def says_the_same(rsvp: RSVP, reply: str) -> bool:
    """Whether asking for `reply` leaves things as they are: who waits asked to come, and does so already."""
    return rsvp.reply == reply or (reply in WANTS_A_PLACE and rsvp.reply in WANTS_A_PLACE)


def _told(rsvp: RSVP, now: datetime) -> Draft:
    return Draft(
        kind=PLACE_FREE,
        recipient=rsvp.user,
        object_key=place_key(rsvp),
        due_at=now,
        expires_at=rsvp.session.starts_at,
    )
