"""Recordings that lie elsewhere and are deleted there: whoever linked one is asked two weeks before, at nine.

When that person has left, those who teach in or run the session are asked.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from knowledge.models import Recording
from knowledge.notices.expiry import RECORDING_EXPIRES, expiry_key
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.recurrence import as_instant
from rituals.selectors.in_charge import in_charge

ASKED_BEFORE = timedelta(days=14)
AHEAD = timedelta(days=2)
MORNING = time(9)


def materialise_expiry(*, now: datetime) -> int:
    """Draft the questions that are due by the day after tomorrow; returns how many are new."""
    today = timezone.localdate(now)
    soon = Recording.objects.exclude(url="").filter(expires_on__gt=today, expires_on__lte=today + ASKED_BEFORE + AHEAD)
    recordings = soon.select_related("article__session__ritual", "article__author", "added_by")
    return enqueue(draft for recording in recordings for draft in _drafts(recording, now))


def _drafts(recording: Recording, now: datetime) -> Iterator[Draft]:
    session = recording.article.session
    zone = ZoneInfo(session.time_zone if session else settings.ORG_TIME_ZONE)
    day = recording.expires_on
    if day is None:
        return
    for person in _owners(recording, now):
        yield Draft(
            kind=RECORDING_EXPIRES,
            recipient=person,
            object_key=expiry_key(recording),
            due_at=as_instant(datetime.combine(day - ASKED_BEFORE, MORNING), zone),
            expires_at=as_instant(datetime.combine(day, MORNING), zone),
        )


def _owners(recording: Recording, now: datetime) -> list[User]:
    if recording.added_by and recording.added_by.is_active:
        return [recording.added_by]
    session = recording.article.session
    runs = in_charge(session, now) if session else []
    return runs or [teacher for teacher in recording.article.teachers() if teacher.is_active]
