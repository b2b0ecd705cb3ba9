"""Telling the people of a session what is due: drafts for the next two days, made again every few minutes.

Ten days before, an empty slot is told to whoever runs the ritual. Three days before, teachers get their run sheet.
15 minutes before, the ritual's channel gets one post. 15 minutes after the end, its people are asked whether it took
place and what can be copied. Days are the same local time in the session's zone, minutes are elapsed time.

What became due more than a day ago is not told any more: a slot that opens later is told by other means.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import NEEDS_TEACHER, Audience, SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.models.session import SessionQuerySet
from rituals.notices.schedule import SESSION_SOON, SLOT_EMPTY, TEACHER_PREP, TOOK_PLACE, schedule_key
from rituals.recurrence import days_later
from rituals.selectors.in_charge import in_charge_of
from rituals.services.reminders import HORIZON, SHORTLY

LATE = timedelta(days=1)
MARGIN = timedelta(hours=2)  # a day over a clock change is longer or shorter
SLOT_DAYS, PREP_DAYS = 10, 3
ASKED_FOR = timedelta(days=7)  # until then the answer counts


def materialise_schedule(*, now: datetime) -> int:
    """Draft what is due from a day ago to two days ahead; returns how many messages are new."""
    drafts = [*_empty_slots(now), *_preparation(now), *_posts(now), *_questions(now)]
    return enqueue(draft for draft in drafts if now - LATE <= draft.due_at <= now + HORIZON)


def _empty_slots(now: datetime) -> Iterator[Draft]:
    sessions = list(_starting_around(now, SLOT_DAYS).filter(kind__in=NEEDS_TEACHER).without_teacher())
    due = {session.pk: _days_before(session, SLOT_DAYS) for session in sessions}
    runs = in_charge_of(sessions, due)
    for session in sessions:
        if session.created_at <= due[session.pk]:
            for person in runs[session.pk]:
                yield _draft(SLOT_EMPTY, session, due[session.pk], session.starts_at, recipient=person)


def _preparation(now: datetime) -> Iterator[Draft]:
    sessions = _starting_around(now, PREP_DAYS)
    accepted = Teaching.objects.filter(session__in=sessions, state=TeachingState.ACCEPTED, user__is_active=True)
    for teaching in accepted.select_related("session", "user"):
        session = teaching.session
        due = _days_before(session, PREP_DAYS)
        yield _draft(TEACHER_PREP, session, due, session.starts_at, recipient=teaching.user)


def _posts(now: datetime) -> Iterator[Draft]:
    sessions = Session.objects.scheduled().filter(starts_at__gt=now, starts_at__lte=now + HORIZON + SHORTLY)
    working = sessions.filter(ritual__channel__isnull=False, ritual__channel__switched_off_at=None)
    for session in working.exclude(audience=Audience.MEMBERS).select_related("ritual__channel"):
        channel = session.ritual.channel  # type: ignore[union-attr]  # filtered
        yield _draft(SESSION_SOON, session, session.starts_at - SHORTLY, session.starts_at, webhook=channel)


def _questions(now: datetime) -> Iterator[Draft]:
    ended = Session.objects.filter(status__in=(SessionStatus.SCHEDULED, SessionStatus.HELD))
    sessions = list(ended.filter(ends_at__gt=now - LATE - SHORTLY, ends_at__lte=now + HORIZON))
    due = {session.pk: session.ends_at + SHORTLY for session in sessions}
    runs = in_charge_of(sessions, due)
    teachers = _teachers_of(sessions)
    for session in sessions:
        for person in dict.fromkeys([*runs[session.pk], *teachers.get(session.pk, [])]):
            yield _draft(TOOK_PLACE, session, due[session.pk], session.ends_at + ASKED_FOR, recipient=person)


def _starting_around(now: datetime, days: int) -> SessionQuerySet:
    """Scheduled sessions whose moment `days` before may lie in what is drafted now."""
    first = now - LATE + timedelta(days=days) - MARGIN
    last = now + HORIZON + timedelta(days=days) + MARGIN
    return Session.objects.scheduled().filter(starts_at__gt=now, starts_at__range=(first, last))


def _teachers_of(sessions: Iterable[Session]) -> dict[int, list[User]]:
    teachers: dict[int, list[User]] = {}
    accepted = Teaching.objects.filter(session__in=list(sessions), state=TeachingState.ACCEPTED, user__is_active=True)
    for teaching in accepted.select_related("user").order_by("pk"):
        teachers.setdefault(teaching.session_id, []).append(teaching.user)
    return teachers


def _days_before(session: Session, days: int) -> datetime:
    return days_later(session.starts_at, -days, ZoneInfo(session.time_zone))


def _draft(kind: str, session: Session, due_at: datetime, expires_at: datetime, **whom: Any) -> Draft:
    return Draft(kind=kind, object_key=schedule_key(session), due_at=due_at, expires_at=expires_at, **whom)
