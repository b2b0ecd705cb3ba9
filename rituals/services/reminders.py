"""Reminders of a session, for those who asked for them: the day before at the same local time, and 15 minutes before.

They are put into the outbox when somebody replies, and every few minutes again for the next 48 hours: saying it twice
changes nothing. Who replies or asks for reminders after the moment has passed is not reminded of that one. When a
session moves, what waits is withdrawn and drafted anew under its next `sequence`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from peerlearn.outbox.services.messages import Draft, enqueue, skip_pending
from rituals.enums import COMES, SessionStatus
from rituals.models import RSVP, Session
from rituals.notices.sessions import SESSION_REMINDER, Moment, reminder_key
from rituals.recurrence import days_later

HORIZON = timedelta(hours=48)
SHORTLY = timedelta(minutes=15)


def materialise_reminders(*, now: datetime) -> int:
    """Draft what is due within 48 hours; returns how many messages are new."""
    soon = RSVP.objects.filter(session__starts_at__gt=now, session__starts_at__lte=now + HORIZON)
    return _enqueue(soon)


def remind(rsvp: RSVP) -> int:
    """Draft the reminders of one reply, in the transaction that keeps it; returns how many are new."""
    return _enqueue(RSVP.objects.filter(pk=rsvp.pk))


def remind_again(session: Session) -> int:
    """After the session moved: draft what is due now instead of what waits; returns how many messages are new."""
    withdraw_reminders(session, reason="the session moved")
    return _enqueue(session.rsvps.all())


def withdraw_reminders(session: Session, *, reason: str) -> None:
    """Do not send what waits about the session."""
    for moment in Moment:
        skip_pending(SESSION_REMINDER, reminder_key(session.pk, moment), reason)


def _enqueue(rsvps: QuerySet[RSVP]) -> int:
    wanted = (
        rsvps.filter(reply__in=COMES, session__status=SessionStatus.SCHEDULED)
        .filter(user__is_active=True, user__preferences__kind=SESSION_REMINDER, user__preferences__wanted=True)
        .annotate(wanted_since=F("user__preferences__updated_at"))
        .select_related("session", "user")
    )
    return enqueue(draft for rsvp in wanted.iterator() for draft in _drafts(rsvp, rsvp.wanted_since))


def _drafts(rsvp: RSVP, wanted_since: datetime) -> Iterator[Draft]:
    session = rsvp.session
    due = {
        Moment.DAY_BEFORE: days_later(session.starts_at, -1, ZoneInfo(session.time_zone)),
        Moment.SHORTLY_BEFORE: session.starts_at - SHORTLY,
    }
    for moment, due_at in due.items():
        if _known_since(rsvp, wanted_since) <= due_at:
            yield Draft(
                kind=SESSION_REMINDER,
                recipient=rsvp.user,
                object_key=reminder_key(session.pk, moment),
                due_at=due_at,
                expires_at=session.starts_at,
                seq=session.sequence,
            )


def _known_since(rsvp: RSVP, wanted_since: datetime) -> datetime:
    """Since when the person could be reminded of the session as it is: they were told of each later change."""
    session = rsvp.session
    return max(rsvp.replied_at, wanted_since, *([session.updated_at] if session.sequence else []))
