"""The people of the demo company: six functions of equal size, a manager tree by seniority, leads and sign-ins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.contrib.auth.hashers import make_password

from peerlearn.core.windows import local_midnight
from peerlearn.ops.demo.people_bank import MAIL_DOMAIN, Person, functions, people
from peerlearn.ops.demo.reference import (
    FIRST_STARTED_BEFORE,
    LEAD_ALLOCATION,
    RITUALS_PER_FUNCTION,
    SIGN_IN_DOMAIN,
    sign_in,
)
from peerlearn.ops.demo.timeline import Timeline
from peerlearn.people.models import Function, LeadAssignment, Role, RoleGrant, User
from peerlearn.people.models.user import sort_key

REPORTS = 7
NEWER_SHARE = 0.08
NEWER_DAYS = 340
"""About one in twelve was hired in the year before the program, after the archived series had ended."""
USUAL_YEARS = 5.0
CHAMPIONS_SINCE = 3 * 365
"""Days that champions have been with the company at least."""

# Places in the order of seniority of a function, 0 for its head. Seven report to each: those at 7 n + 1 to 7 n + 7.
LEAD = 8
MANAGER = 12
CHAMPIONS = (85, 95, 104, 113, 86)
EMPLOYEE = 120
SIGN_INS = {
    "Strategy": {
        "lead": LEAD,
        "manager": MANAGER,
        "teacher": CHAMPIONS[0],
        "champion": CHAMPIONS[-1],
        "employee": EMPLOYEE,
    },
    "People and Change": {"ld": 10},
    "Technology": {"admin": 60},
}
AGREEMENT = "Half a day a week, taken off internal reporting."


@dataclass(frozen=True)
class Directory:
    """Everybody, function by function from senior to junior, and the champions in the order of their rituals."""

    people: list[User]
    functions: list[Function]
    champions: list[User]

    @cached_property
    def function_numbers(self) -> list[int]:
        """The number of each person's function; who moved to a new one counts with the first."""
        numbers = {function.pk: number for number, function in enumerate(self.functions)}
        return [numbers.get(person.function_id or 0, 0) for person in self.people]

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The place in `people` by primary key."""
        return {person.pk: place for place, person in enumerate(self.people)}


def create_people(timeline: Timeline, *, count: int, password: str) -> Directory:
    """Write functions, people, leads and roles; everybody but the sign-ins has no usable password."""
    written = people(timeline.chance("people"), count)
    teams = [[person for person in written if person.function == name] for name in functions()]
    for team in teams:
        team.sort(key=lambda person: -person.seniority)
    rows = Function.objects.bulk_create(Function(name=name) for name in functions())
    hash_of_sign_ins = make_password(password)
    users = [
        _user(timeline, person, place, function, hash_of_sign_ins)
        for function, team in zip(rows, teams, strict=True)
        for place, person in enumerate(team)
    ]
    User.objects.bulk_create(users, batch_size=2000)
    champions = [users[team * (count // len(rows)) + place] for team in range(len(rows)) for place in CHAMPIONS]
    found = Directory(users, rows, champions)
    _set_managers(found)
    _name_leads(timeline, found)
    _grant_roles()
    return found


def known_people(champions: list[User]) -> Directory:
    """The people whom the story may move, from the database: those it made, in the same order, as far as they stay."""
    ours = User.objects.active().filter(email__regex=rf"@({MAIL_DOMAIN}|{SIGN_IN_DOMAIN})$")
    rows = Function.objects.order_by("pk")[: len(functions())]
    return Directory(list(ours.order_by("pk")), list(rows), champions)


def is_sign_in(person: User) -> bool:
    """Whether somebody signs in as this person: what they do is theirs, the story invents nothing for them."""
    return person.email.endswith(f"@{SIGN_IN_DOMAIN}")


def _user(timeline: Timeline, person: Person, place: int, function: Function, hash_of_sign_ins: str) -> User:
    role = next((role for role, at in SIGN_INS.get(function.name, {}).items() if at == place), None)
    chance = timeline.chance("hired", person.email)
    days = FIRST_STARTED_BEFORE + (
        chance.randrange(NEWER_DAYS)
        if chance.random() < NEWER_SHARE and place not in CHAMPIONS
        else NEWER_DAYS + CHAMPIONS_SINCE * (place in CHAMPIONS) + round(chance.expovariate(1 / (USUAL_YEARS * 365)))
    )
    return User(
        email=sign_in(role) if role else person.email,
        name=person.full_name,
        sort_name=sort_key(person.full_name),
        job_title=person.job_title,
        function=function,
        location=person.city,
        time_zone=person.time_zone,
        start_date=timeline.today - timedelta(days=min(days, 30 * 365)),
        password=hash_of_sign_ins if role else make_password(None),
    )


def _set_managers(directory: Directory) -> None:
    """In each function the first leads seven, they lead seven each, and so on; the heads report to the first of all."""
    size = len(directory.people) // len(directory.functions)
    for number, person in enumerate(directory.people):
        team, place = divmod(number, size)
        if place:
            person.manager = directory.people[team * size + (place - 1) // REPORTS]
        elif team:
            person.manager = directory.people[0]
    User.objects.bulk_update(directory.people, ["manager"], batch_size=600)


def _name_leads(timeline: Timeline, directory: Directory) -> None:
    size = len(directory.people) // len(directory.functions)
    leads = [directory.people[team * size + LEAD] for team in range(len(directory.functions))]
    LeadAssignment.objects.bulk_create(
        LeadAssignment(
            user=lead,
            function=lead.function,
            allocation_percent=LEAD_ALLOCATION,
            starts_on=timeline.program_start,
            substitute=directory.champions[number * RITUALS_PER_FUNCTION],
            agreed_by=lead.manager,
            agreed_at=_first_morning(timeline),
            agreement=AGREEMENT,
        )
        for number, lead in enumerate(leads)
    )


def _first_morning(timeline: Timeline) -> datetime:
    return local_midnight(timeline.program_start) + timedelta(hours=10)


def _grant_roles() -> None:
    holders = {sign_in("ld"): Role.LD_LEAD, sign_in("admin"): Role.ADMIN}
    for user in User.objects.filter(email__in=holders):
        RoleGrant.objects.create(user=user, role=holders[user.email])
