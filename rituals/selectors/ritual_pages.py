"""What the pages of rituals show: each with its rhythm in words, its next date, and how regularly it is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.health import Promise
from rituals.models import Facilitation, Program, Ritual, Session
from rituals.recurrence import Rule, Verdict, cadence_verdict, describe, parse_rule
from rituals.selectors.ritual_health import promise_by_ritual
from rituals.selectors.session_page import FEWEST_TOLD

HELD = Count("sessions", filter=Q(sessions__status=SessionStatus.HELD))


@dataclass(frozen=True)
class Rhythm:
    """How often a ritual meets, in words, and whether that forms a habit."""

    words: str
    verdict: Verdict


@dataclass(frozen=True)
class RitualLine:
    """One ritual in the list; `next_start` is None when no session is ahead, `promise` when it meets no more."""

    ritual: Ritual
    rhythm: Rhythm | None
    facilitators: tuple[User, ...]
    held: int
    next_start: datetime | None
    promise: Promise | None


@written_once
def rituals_in_order(
    user: User, now: datetime, *, archived: bool, program: Program | None = None
) -> "QuerySet[Ritual, int]":
    """The keys of the rituals `user` may see, the one that meets next first; or of those that meet no more, by name."""
    rituals = Ritual.objects.visible_to(user).filter(archived_at__isnull=not archived)
    if program is not None:
        rituals = rituals.filter(program=program)
    order = ["name", "pk"] if archived else [F("next_start").asc(nulls_last=True), "name", "pk"]
    return rituals.annotate(next_start=_next_start(now)).order_by(*order).values_list("pk", flat=True)


def ritual_lines(keys: Sequence[int], *, now: datetime) -> list[RitualLine]:
    """The lines of these rituals in this order, with the same number of queries for any number of lines."""
    facilitations = Prefetch("facilitations", Facilitation.objects.select_related("user"))
    full = (
        Ritual.objects.filter(pk__in=keys)
        .prefetch_related(facilitations)
        .annotate(held=HELD, next_start=_next_start(now))
    )
    by_key = {ritual.pk: ritual for ritual in full}
    promises = promise_by_ritual(by_key.values(), now=now)
    return [
        RitualLine(
            ritual=ritual,
            rhythm=rhythm_of(ritual),
            facilitators=tuple(facilitation.user for facilitation in ritual.facilitations.all()),
            held=ritual.held,
            next_start=ritual.next_start,
            promise=promises.get(ritual.pk),
        )
        for ritual in (by_key[key] for key in keys)
    ]


def rhythm_of(ritual: Ritual) -> Rhythm | None:
    """The rhythm of a ritual that meets by a rule, else None."""
    if not ritual.rrule:
        return None
    rule: Rule = parse_rule(ritual.rrule)
    return Rhythm(describe(rule), cadence_verdict(rule))


def held_lately(ritual: Ritual, user: User, *, limit: int = 8) -> list[Session]:
    """The ritual's held sessions, latest first, with how many `came` where it may be told."""
    sessions = Session.objects.visible_to(user).filter(ritual=ritual).held()
    told = sessions.annotate(people=Count("attendances")).annotate(
        came=Case(When(people__gte=FEWEST_TOLD, then=F("people")))
    )
    return list(told.order_by("-starts_at", "-pk")[:limit])


def _next_start(now: datetime) -> Subquery:
    return Subquery(Session.objects.filter(ritual=OuterRef("pk")).upcoming(now).values("starts_at")[:1])
