"""Searches that found nothing: what the company lacks, as words and numbers, never who asked.

A term shows once two different people asked it, and no more when it finds something again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q

from knowledge.folding import plain
from knowledge.models import SearchLog

LOOKED_BACK = timedelta(days=180)
ENOUGH_ASKERS = 2
SHOWN = 100


@dataclass(frozen=True)
class Unanswered:
    """Words that found nothing: how many people asked, how many times, and when last."""

    term: str
    askers: int
    times: int
    last: datetime


@dataclass
class _Asked:
    """All spellings of one term; `term` is the latest of them."""

    term: str = ""
    marks: set[str] = field(default_factory=set)
    times: int = 0
    last: datetime | None = None
    found: datetime | None = None


def unanswered_terms(*, now: datetime) -> list[Unanswered]:
    """Terms of the last half year without a result, those that most people asked for first."""
    asked: dict[str, _Asked] = defaultdict(_Asked)
    for row in _by_query(now):
        term = asked[plain(row["query"])]
        term.marks.update(mark for mark in row["marks"] or () if mark)
        term.times += row["times"]
        term.found = max(filter(None, (term.found, row["found"])), default=None)
        if row["last"] and (term.last is None or row["last"] > term.last):
            term.term, term.last = row["query"], row["last"]
    waiting = [
        Unanswered(term.term, len(term.marks), term.times, term.last)
        for term in asked.values()
        if term.last and len(term.marks) >= ENOUGH_ASKERS and not (term.found and term.found > term.last)
    ]
    return sorted(waiting, key=lambda term: (-term.askers, -term.times, -term.last.timestamp()))[:SHOWN]


def _by_query(now: datetime) -> Iterable[Any]:
    nothing, something = Q(results=0), Q(results__gt=0)
    return (
        SearchLog.objects.filter(at__gt=now - LOOKED_BACK)
        .values("query")
        .annotate(
            marks=ArrayAgg("asker_mark", filter=nothing, distinct=True),
            times=Count("pk", filter=nothing),
            last=Max("at", filter=nothing),
            found=Max("at", filter=something),
        )
    )
