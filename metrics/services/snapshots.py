"""Snapshots of the figures, recomputed from facts and replaced as a whole: running it again gives the same rows.

The nightly job recomputes the trailing window of the last 35 days and the calendar months they touch, each with what is
known now; a fact about an older day asks for its own stretch of days. One run at a time, in one transaction: a run that
is cut off leaves the figures of the run before.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from metrics.models import Scope, Snapshot, Span
from metrics.selectors.facts import Frame, count_facts, curve_frame, month_frame
from metrics.velocity import Facts
from peerlearn.core.windows import TRAILING_DAYS, local_day

DAYS_RECOMPUTED = 35
LOCK = 0x5065_6572  # one number for every process that computes snapshots


def compute(
    *, since: date | None = None, until: date | None = None, as_of: datetime | None = None, wait: bool = False
) -> int:
    """Replace the snapshots from day `since` to day `until` for every scope, and return how many were written.

    `until` defaults to the day of `as_of` (default: now), `since` to 34 days before it. Returns 0 for days to come, and
    when another run is at work, unless told to `wait` for it.
    """
    now = as_of or timezone.now()
    last = min(until or local_day(now), local_day(now))
    first = since or last - timedelta(days=DAYS_RECOMPUTED - 1)
    frames = [*_curve(first, last), *_months(first, last, now)] if first <= last else []
    with transaction.atomic():
        if not frames or not _only_run(wait=wait):
            return 0
        rows = [row for scope in Scope for row in _snapshots(scope, frames)]
        _covered(frames).delete()
        Snapshot.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def compute_around(day: date) -> int:
    """Replace the snapshots of every window that a session on `day` lies in.

    It waits for a run at work: that one may replace other days, or have begun before the change.
    """
    return compute(since=day, until=day + timedelta(days=TRAILING_DAYS), wait=True)


def _only_run(*, wait: bool) -> bool:
    """Whether no other run is at work until the transaction ends."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _curve(first: date, last: date) -> Iterator[Frame]:
    for number in range((last - first).days + 1):
        yield curve_frame(first + timedelta(days=number))


def _months(first: date, last: date, now: datetime) -> Iterator[Frame]:
    day = first.replace(day=1)
    while day <= last:
        yield month_frame(day, now)
        day = (day + timedelta(days=32)).replace(day=1)


def _covered(frames: list[Frame]) -> QuerySet[Snapshot]:
    """The snapshots that a run replaces, those of scopes that are gone included."""
    windows = (Q(span=span, day__in=[frame.day for frame in frames if frame.span == span]) for span in Span)
    return Snapshot.objects.filter(reduce(or_, windows))


def _snapshots(scope: Scope, frames: list[Frame]) -> Iterator[Snapshot]:
    for frame, counted in count_facts(frames, scope).items():
        for scope_id, facts in counted.items():
            yield _snapshot(scope, scope_id, frame, facts)


def _snapshot(scope: Scope, scope_id: int, frame: Frame, facts: Facts) -> Snapshot:
    return Snapshot(
        span=Span(frame.span),
        scope=scope,
        scope_id=scope_id,
        day=frame.day,
        active_teachers=facts.active_teachers,
        sessions=facts.sessions,
        learning_rituals=facts.learning_rituals,
        due=facts.due,
        captured=facts.captured,
        pending=facts.pending,
        capture_rate=facts.capture_rate,
        velocity=facts.velocity,
        population=facts.population,
        reached=facts.reached,
    )
