"""Asking for captures: drafts for the next two days, made again every few minutes.

In the morning after a session, at 9:00 in its zone, whoever runs it is asked for the recording when there is none. Two
and six days after, each is reminded of the own missing part. After seven days a lead hears of it. Days are the same
local time in the session's zone.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.notices.owed import CAPTURE_LATE, OWN_PART, RECORDING_MISSING, owed_key
from knowledge.selectors.owed import Owed, owed_by, who_hears
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import Audience, CapturePolicy
from rituals.models import Session
from rituals.recurrence import as_instant, days_later

HORIZON = timedelta(hours=48)
LATE = timedelta(days=1)
MORNING = time(9)
REMINDED_AFTER = (2, 6)
TOLD_AFTER = 7
TOLD_FOR = timedelta(days=7)


def materialise_owed(*, now: datetime) -> int:
    """Draft what is due from a day ago to two days ahead; returns how many messages are new."""
    oldest = now - timedelta(days=TOLD_AFTER + 1) - LATE
    sessions = Session.objects.held().filter(captured_at=None, ends_at__gte=oldest, ends_at__lte=now)
    owing = owed_by(sessions.exclude(capture_policy=CapturePolicy.NONE).select_related("ritual"), now=now)
    drafts = (draft for owed in owing for draft in _drafts(owed, now))
    return enqueue(draft for draft in drafts if now - LATE <= draft.due_at <= now + HORIZON)


def _drafts(owed: Owed, now: datetime) -> Iterator[Draft]:
    session = owed.session
    if owed.without_recording:
        for person in owed.runs:
            yield _draft(RECORDING_MISSING, session, "morning", person, _next_morning(session))
    for days in REMINDED_AFTER:
        for person in dict.fromkeys([*owed.runs, *owed.teachers]):
            if owed.parts_of(person):
                yield _draft(OWN_PART, session, f"day-{days}", person, _days_after(session, days))
    told_at = _days_after(session, TOLD_AFTER)
    open_to_leads = session.audience != Audience.MEMBERS
    if open_to_leads and now - LATE <= told_at <= now + HORIZON:
        for lead in who_hears(owed, now=now):
            yield _draft(CAPTURE_LATE, session, f"day-{TOLD_AFTER}", lead, told_at)


def _draft(kind: str, session: Session, moment: str, person: User, due_at: datetime) -> Draft:
    key = owed_key(session.pk, moment)
    return Draft(kind=kind, recipient=person, object_key=key, due_at=due_at, expires_at=due_at + TOLD_FOR)


def _next_morning(session: Session) -> datetime:
    zone = ZoneInfo(session.time_zone)
    day = session.ends_at.astimezone(zone).date() + timedelta(days=1)
    return as_instant(datetime.combine(day, MORNING), zone)


def _days_after(session: Session, days: int) -> datetime:
    return days_later(session.ends_at, days, ZoneInfo(session.time_zone))
