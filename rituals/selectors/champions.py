"""Who is asked, where champions are missing, and how often somebody was named: counts, never by whom.

The target is one champion for forty people; functions with the largest gap come first.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from peerlearn.people.models import Function, User
from rituals.enums import TeachingState
from rituals.models import Champion, ChampionCall, Naming, Ritual, Teaching
from rituals.models.champion import ChampionQuerySet

PEOPLE_PER_CHAMPION = 40
TABLE_KEY = "champions-table"  # marks the ritual as the champions' table: there is one


@dataclass(frozen=True)
class Coverage:
    """A function with its people (derived) and champions."""

    function: Function
    headcount: int
    champions: int

    @property
    def target(self) -> int:
        """One for forty people, rounded up."""
        return -(-self.headcount // PEOPLE_PER_CHAMPION)

    @property
    def missing(self) -> int:
        return max(self.target - self.champions, 0)


@dataclass(frozen=True)
class NamedColleague:
    """How often somebody was named, and how far they have come since."""

    person: User
    times: int
    champion: bool
    teaches: bool


def current_champions(day: date) -> ChampionQuerySet:
    """Terms that hold on `day`, by name."""
    terms = Champion.objects.on(day).select_related("user__function", "program")
    return terms.order_by("user__sort_name", "pk")


def coverage_map(day: date) -> list[Coverage]:
    """Every function with people, the largest gap first. Two queries."""
    terms = Champion.objects.on(day).exclude(user__function=None).values_list("user__function", "user").distinct()
    there: dict[int, int] = {}
    for function, _user in terms:
        there[function] = there.get(function, 0) + 1
    people = Count("people", filter=Q(people__is_active=True))
    found = [
        Coverage(function, function.headcount, there.get(function.pk, 0))
        for function in Function.objects.annotate(headcount=people).filter(headcount__gt=0)
    ]
    return sorted(found, key=lambda coverage: (-coverage.missing, -coverage.headcount, coverage.function.name))


def named_colleagues(call: ChampionCall, *, day: date) -> list[NamedColleague]:
    """Everybody who was named in a call that is over, most often first; nothing while it is open."""
    if not call.is_closed_on(day):
        return []
    namings = Count("namings", filter=Q(namings__call=call))
    people = User.objects.active().annotate(times=namings).filter(times__gt=0).select_related("function")
    champions = set(Champion.objects.on(day).values_list("user", flat=True))
    accepted = Teaching.objects.filter(user__in=people.values("pk"), state=TeachingState.ACCEPTED)
    teachers = set(accepted.values_list("user", flat=True))
    return [
        NamedColleague(person, person.times, person.pk in champions, person.pk in teachers)
        for person in people.order_by("-times", "sort_name")
    ]


def times_named(call: ChampionCall, user: User, *, day: date) -> int:
    """How many colleagues named `user`; nothing is told while the call is open."""
    return Naming.objects.filter(call=call, named=user).count() if call.is_closed_on(day) else 0


def champions_table() -> Ritual | None:
    """The champions' table that meets now."""
    return Ritual.objects.running().filter(external_id=TABLE_KEY).first()
