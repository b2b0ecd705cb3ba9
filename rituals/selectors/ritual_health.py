"""The facts behind the health of rituals, gathered for any number of them with the same queries.

The figures of a ritual are the same for whoever may see it: they count dates and people, and name nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, Subquery, prefetch_related_objects

from peerlearn.people.models import User
from peerlearn.people.rules import is_ld_lead
from rituals.enums import NEEDS_TEACHER, CapturePolicy, SessionStatus, TeachingState
from rituals.health import (
    LOOK_AHEAD,
    LOOK_BACK,
    STREAK_LOOKS_BACK,
    Health,
    Occurrence,
    Promise,
    health_of,
    promise_of,
    rate_of,
)
from rituals.models import Ritual, Session, Teaching
from rituals.models.ritual import runs
from rituals.recurrence import Rule, parse_rule
from rituals.selectors.days_off import days_off

MOST_PARTNERS = 10
SETTLED = ("ritual_id", "starts_at", "recurrence_id", "status")
FACTS = (
    "pk",
    *SETTLED,
    "headcount",
    "capture_policy",
    "capture_due_at",
    "captured_at",
    "checked_in",
    "taught",
    "accepted_at",
)


@dataclass(frozen=True)
class RitualHealth:
    """A ritual that meets by a rule, its figures, and what it promised beside what was delivered."""

    ritual: Ritual
    rule: Rule
    health: Health
    promise: Promise | None

    @property
    def urgency(self) -> tuple[bool, int, float, int, str]:
        """Sorts what needs somebody first: missed dates, then the soonest empty slot, then captures owed."""
        soon = self.health.empty_soon
        return (
            not self.health.needs_attention,
            -self.health.missed_in_row,
            soon.starts_at.timestamp() if soon else float("inf"),
            -len(self.health.late),
            self.ritual.name,
        )


def health_by_ritual(
    rituals: Iterable[Ritual], *, now: datetime, since: timedelta = STREAK_LOOKS_BACK
) -> dict[int, RitualHealth]:
    """The health of those rituals that still meet by a rule, by their key; `since` limits how far back facts go."""
    running = _running(rituals)
    off = days_off()
    sessions = _sessions(running, now=now, since=since)
    found = {}
    for ritual in running:
        rule, excused = parse_rule(ritual.rrule), off.of(ritual).keys()
        zone = ZoneInfo(ritual.time_zone)
        dates = [_occurrence(session, zone, excused, now) for session in sessions[ritual.pk]]
        needs_teacher = ritual.kind in NEEDS_TEACHER
        health = health_of(dates, slots=len(rule.weekdays), needs_teacher=needs_teacher, now=now)
        found[ritual.pk] = RitualHealth(ritual, rule, health, promise_of(rule, health.rate))
    return found


def promise_by_ritual(rituals: Iterable[Ritual], *, now: datetime) -> dict[int, Promise | None]:
    """What those rituals that still meet by a rule promised beside what was delivered lately, by their key."""
    running = _running(rituals)
    off = days_off()
    recent = Session.objects.filter(ritual__in=running, starts_at__gte=now - LOOK_BACK, starts_at__lte=now)
    facts: dict[int, list[Any]] = defaultdict(list)
    for session in recent.exclude(status=SessionStatus.DRAFT).values_list(*SETTLED, named=True):
        facts[session.ritual_id].append(session)
    found = {}
    for ritual in running:
        excused, zone = off.of(ritual).keys(), ZoneInfo(ritual.time_zone)
        rate = rate_of([_settled(session, zone, excused) for session in facts[ritual.pk]])
        found[ritual.pk] = promise_of(parse_rule(ritual.rrule), rate)
    return found


def overseen_by(user: User) -> list[Ritual]:
    """The rituals whose health is the user's to look after: those they run, also for somebody who is away.

    For an L&D lead these are all they may see.
    """
    rituals = Ritual.objects.visible_to(user).running().exclude(rrule="").order_by("name", "pk")
    if not is_ld_lead(user):
        rituals = rituals.filter(runs(user, "pk"))
    return list(rituals)


def in_order_of_urgency(rituals: Sequence[Ritual], *, now: datetime) -> list[RitualHealth]:
    """What needs somebody first; judged by the last eight weeks."""
    return sorted(health_by_ritual(rituals, now=now, since=LOOK_BACK).values(), key=lambda line: line.urgency)


def partner_for(line: RitualHealth, user: User, *, now: datetime) -> Ritual | None:
    """A ritual to merge with: of the same form, for the same function or program, at a similar weekday, and alive."""
    ritual = line.ritual
    shared = Q(function=ritual.function_id) if ritual.function_id else Q(function__isnull=True)
    if ritual.program_id:
        shared |= Q(program=ritual.program_id)
    similar = Ritual.objects.visible_to(user).running().filter(shared, kind=ritual.kind).exclude(rrule="")
    near = [other for other in similar.exclude(pk=ritual.pk).order_by("name", "pk") if _close(line.rule, other)]
    candidates = health_by_ritual(near[:MOST_PARTNERS], now=now).values()
    alive = [other for other in candidates if other.health.held and not other.health.weak and not other.health.lonely]
    return max(alive, key=lambda other: other.health.held).ritual if alive else None


def _close(rule: Rule, other: Ritual) -> bool:
    """Whether one of its weekdays is the same or a day apart."""
    days = parse_rule(other.rrule).weekdays
    return any((mine - theirs) % 7 in (0, 1, 6) for mine in rule.weekdays for theirs in days)


def _sessions(rituals: Sequence[Ritual], *, now: datetime, since: timedelta) -> dict[int, list[Any]]:
    """The sessions of each ritual, with how many `checked_in`, whether they are `taught`, and since when."""
    accepted = Teaching.objects.filter(session=OuterRef("pk"), state=TeachingState.ACCEPTED)
    sessions = (
        Session.objects.filter(ritual__in=rituals, starts_at__gte=now - since, starts_at__lt=now + LOOK_AHEAD)
        .exclude(status=SessionStatus.DRAFT)
        .annotate(
            checked_in=Count("attendances"),
            taught=Exists(accepted),
            accepted_at=Subquery(
                accepted.filter(answered_at__isnull=False).order_by("answered_at").values("answered_at")[:1]
            ),
        )
        .values_list(*FACTS, named=True)
    )
    by_ritual: dict[int, list[Any]] = defaultdict(list)
    for session in sessions:
        by_ritual[session.ritual_id].append(session)
    return by_ritual


def _running(rituals: Iterable[Ritual]) -> list[Ritual]:
    """Those that still meet by a rule, with their skip dates."""
    running = [ritual for ritual in rituals if ritual.rrule and ritual.archived_at is None]
    prefetch_related_objects(running, "skip_dates")
    return running


def _settled(session: Any, zone: ZoneInfo, excused: Collection[date]) -> Occurrence:
    """When it was, what became of it, and whether its day or the one it was moved from excuses it."""
    local = session.starts_at.astimezone(zone)
    planned = (session.recurrence_id or session.starts_at).astimezone(zone)
    return Occurrence(
        starts_at=session.starts_at,
        status=session.status,
        slot=(local.weekday(), local.time()),
        excused=local.date() in excused or planned.date() in excused,
    )


def _occurrence(session: Any, zone: ZoneInfo, excused: Collection[date], now: datetime) -> Occurrence:
    owes = session.capture_policy != CapturePolicy.NONE and session.capture_due_at is not None
    return replace(
        _settled(session, zone, excused),
        session_id=session.pk,
        came=session.checked_in or session.headcount,
        taught=session.taught,
        accepted_at=session.accepted_at,
        due=owes and session.capture_due_at <= now,
        captured=session.captured_at is not None,
    )
