"""The life of a session: one function for each change of its status.

15 minutes after its end a session with at least two learners checked in is held. Otherwise its people are asked "did it
take place?"; unanswered for seven days it is unknown: shown, not counted. A held session owes its capture within seven
days, counted as days in its own zone. `captured_at` is written here only, by order of the app that knows the articles.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import RitualKind, SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.models.session import SessionQuerySet
from rituals.recurrence import days_later
from rituals.services.reminders import withdraw_reminders
from rituals.services.requests import reopen_requests, tell_captured
from rituals.signals import announce, session_cancelled, session_changed, session_held

SETTLED_AFTER = timedelta(minutes=15)
UNKNOWN_AFTER = timedelta(days=7)
CAPTURE_DAYS = 7
ENOUGH_LEARNERS = 2
ANSWERABLE = (SessionStatus.SCHEDULED, SessionStatus.HELD, SessionStatus.NOT_HELD, SessionStatus.UNKNOWN)


class NotPossible(Exception):
    """The session is in no state for this; the message says why, for the person who tried."""


class Settled(NamedTuple):
    held: int
    unknown: int


def capture_deadline(ends_at: datetime, time_zone: str) -> datetime:
    """When the capture is due: the same local time seven days after the end."""
    return days_later(ends_at, CAPTURE_DAYS, ZoneInfo(time_zone))


@transaction.atomic
def hold_session(session: Session, *, now: datetime, headcount: int | None = None) -> Session:
    """The session took place. Said again it changes nothing but the headcount. Raises NotPossible before its start."""
    held = _locked(session)
    _refuse_unless_answerable(held, now)
    if headcount is not None:
        held.headcount = headcount
    if held.status != SessionStatus.HELD:
        held.status = SessionStatus.HELD
        held.held_at = now
        held.capture_due_at = capture_deadline(held.ends_at, held.time_zone)
        announce(session_held, held.pk)
    held.save(update_fields=["status", "held_at", "capture_due_at", "headcount", "updated_at"])
    return held


@transaction.atomic
def mark_not_held(session: Session, *, now: datetime) -> Session:
    """Nobody came. Said again it changes nothing. Raises NotPossible before its start."""
    missed = _locked(session)
    _refuse_unless_answerable(missed, now)
    if missed.status == SessionStatus.NOT_HELD:
        return missed
    missed.status = SessionStatus.NOT_HELD
    missed.held_at = missed.capture_due_at = missed.headcount = None
    missed.save(update_fields=["status", "held_at", "capture_due_at", "headcount", "updated_at"])
    reopen_requests(missed, now=now)
    announce(session_changed, missed.pk)
    return missed


@transaction.atomic
def cancel_session(session: Session, *, by: User, now: datetime) -> Session:
    """The session will not take place; its calendar entries are withdrawn. Raises NotPossible once it has begun."""
    cancelled = _locked(session)
    if cancelled.status == SessionStatus.CANCELLED:
        return cancelled
    if cancelled.status not in (SessionStatus.DRAFT, SessionStatus.SCHEDULED) or cancelled.starts_at <= now:
        raise NotPossible(_("Only a session that is still to come can be cancelled."))
    cancelled.status = SessionStatus.CANCELLED
    cancelled.cancelled_at, cancelled.cancelled_by = now, by
    cancelled.sequence += 1
    cancelled.save(update_fields=["status", "cancelled_at", "cancelled_by", "sequence", "updated_at"])
    withdraw_reminders(cancelled, reason="the session was cancelled")
    reopen_requests(cancelled, now=now)
    announce(session_cancelled, cancelled.pk)
    return cancelled


def settle_sessions(*, now: datetime) -> Settled:
    """Decide what is over by itself: enough learners checked in means held, seven days of silence unknown."""
    undecided = (SessionStatus.SCHEDULED, SessionStatus.UNKNOWN)  # a list of who came may arrive late
    over = Session.objects.filter(status__in=undecided, ends_at__lte=now - SETTLED_AFTER)
    attended = list(_with_enough_learners(over))
    for session in attended:
        hold_session(session, now=now)
    silent = Session.objects.scheduled().filter(ends_at__lte=now - UNKNOWN_AFTER)
    return Settled(len(attended), silent.update(status=SessionStatus.UNKNOWN, updated_at=now))


@transaction.atomic
def record_capture(session: Session, *, at: datetime) -> None:
    """What the session's policy asks for was published at `at`; the first time counts. Whoever asked for it is told."""
    Session.objects.filter(pk=session.pk).update(captured_at=Coalesce("captured_at", at))
    tell_captured(session, now=at)


def withdraw_capture(session: Session) -> None:
    """The capture does not fulfil the policy any more; who counts captures is told."""
    if Session.objects.filter(pk=session.pk, captured_at__isnull=False).update(captured_at=None):
        announce(session_changed, session.pk)


def _with_enough_learners(sessions: SessionQuerySet) -> SessionQuerySet:
    """Those to which at least two people came who do not teach there; for office hours one is enough."""
    teaches = Teaching.objects.filter(
        session=OuterRef("pk"), user=OuterRef("attendances__user"), state=TeachingState.ACCEPTED
    )
    learners = Count("attendances", filter=~Q(Exists(teaches)))
    enough = Q(learners__gte=ENOUGH_LEARNERS) | Q(learners__gte=1, kind=RitualKind.OFFICE_HOURS)
    return sessions.annotate(learners=learners).filter(enough)


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update().get(pk=session.pk)


def _refuse_unless_answerable(session: Session, now: datetime) -> None:
    if session.status not in ANSWERABLE:
        raise NotPossible(_("This session was cancelled."))
    if session.starts_at > now:
        raise NotPossible(_("This session has not begun yet."))
