"""What the pages of programs show: whom each is for, how it began, its forums and its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Min, Q

from peerlearn.core.windows import local_day
from peerlearn.people.models import Function, LeadAssignment, User
from peerlearn.people.rules import is_admin, is_ld_lead
from rituals.models import Champion, Program, Ritual, Session
from rituals.models.program import ProgramQuerySet
from rituals.models.ritual import runs
from rituals.selectors.champions import current_champions
from rituals.selectors.ritual_pages import RitualLine, ritual_lines, rituals_in_order

PLANNED = Count("rituals", filter=Q(rituals__archived_at__isnull=True), distinct=True)


@dataclass(frozen=True)
class ProgramPage:
    """A program with what belongs to it; `headcount` is counted, and no functions mean everybody.

    `baseline` is None where no share was measured before the first session.
    """

    functions: list[Function]
    baseline: Decimal | None
    headcount: int
    reviewers: list[User]
    lines: list[RitualLine]
    champions: list[Champion]


def programs_in_order(user: User, *, over: bool, day: date) -> ProgramQuerySet:
    """The programs `user` may see, the latest first; each with how many `forums` meet."""
    programs = Program.objects.visible_to(user).select_related("sponsor").annotate(forums=PLANNED)
    chosen = programs.over_on(day) if over else programs.running_on(day)
    return chosen.order_by("-starts_on", "name", "pk")


def joinable_programs(user: User, *, day: date, own: int | None = None) -> ProgramQuerySet:
    """The programs that `user` may put a ritual into: those they may change, and the one it is in (`own`)."""
    programs = Program.objects.visible_to(user).order_by("name", "pk")
    if is_ld_lead(user) or is_admin(user):
        return programs
    forums = Ritual.objects.running().filter(runs(user, "pk"), program__isnull=False)
    terms = Champion.objects.on(day).filter(user_id=user.pk, program__isnull=False)
    led = LeadAssignment.objects.on(day).filter(user_id=user.pk)
    return programs.filter(
        Q(pk=own)
        | Q(pk__in=forums.values("program"))
        | Q(pk__in=terms.values("program"))
        | Q(pk__in=Program.functions.through.objects.filter(function__in=led.values("function")).values("program"))
    )


def program_page(program: Program, user: User, *, now: datetime) -> ProgramPage:
    """What stands on the program's page for `user`: forums that they may see, and nobody who learns there."""
    day = local_day(now)
    functions = list(program.functions.order_by("name"))
    rituals = rituals_in_order(user, now, archived=False, program=program)
    return ProgramPage(
        functions=functions,
        baseline=baseline_of(program),
        headcount=population(functions, day=day),
        reviewers=list(program.reviewers.active().by_name()),
        lines=ritual_lines(rituals, now=now),
        champions=list(current_champions(day).filter(program=program)),
    )


def population(functions: Iterable[Function], *, day: date) -> int:
    """How many people are here on `day` in `functions` and below them, or altogether when there are none."""
    people = User.objects.employed_on(day)
    chosen = {function.pk for function in functions}
    if not chosen:
        return people.count()
    parents = dict(Function.objects.values_list("pk", "parent"))
    inside = [key for key in parents if chosen & _upwards(key, parents)]
    return people.filter(function__in=inside).count()


def baseline_of(program: Program) -> Decimal | None:
    """The share of people who used it before the first session; None when nothing was measured by then.

    Every before and after needs it: without one there is no before.
    """
    if program.baseline_on is None:
        return None
    first = first_session_day(program)
    return program.baseline_share if first is None or program.baseline_on <= first else None


def first_session_day(program: Program) -> date | None:
    """The day of the first session of the program that took place, None before it."""
    first = Session.objects.filter(ritual__program=program).held().aggregate(first=Min("starts_at"))["first"]
    return local_day(first) if first else None


def _upwards(key: int, parents: dict[int, int | None]) -> set[int]:
    """The function itself and all above it."""
    found: set[int] = set()
    step: int | None = key
    while step is not None and step not in found:
        found.add(step)
        step = parents.get(step)
    return found
