"""Bringing the company's directory in: people by email, their function, their manager.

All or nothing: when any row is bad nothing is changed, unless the caller skips bad rows. A second import of the same
file changes nothing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from peerlearn.core.csv_import import Report, rows
from peerlearn.core.zones import known_zones
from peerlearn.people.models import Function, User
from peerlearn.people.models.user import sort_key

REQUIRED = ["email", "name", "job_title", "function", "manager_email", "start_date", "time_zone"]
OPTIONAL = ["location"]
COMPARED = ["name", "job_title", "function_id", "start_date", "time_zone", "location"]


@dataclass(frozen=True)
class Row:
    """One person as the file has them."""

    line: int
    email: str
    name: str
    job_title: str
    function: str
    manager_email: str
    start_date: date | None
    time_zone: str
    location: str


def import_people(path: Path, *, check: bool = False, skip_bad: bool = False) -> Report:
    """Create and update people from `path`; with `check` only say what would happen.

    Raises ImportRefused when the file as a whole can't be read. Nothing is written when the report has problems,
    unless `skip_bad` leaves just those rows out.
    """
    report = Report(path.name)
    found = _read(path, report)
    found = _without_repeats(found, report)
    found = _with_known_managers(found, report)
    if check or (report.problems and not skip_bad):
        _count(found, report)
    else:
        with transaction.atomic():
            _write(found, report)
    return report


# --- reading ----------------------------------------------------------------------------------------------------------


def _read(path: Path, report: Report) -> list[Row]:
    found = []
    for line, values in rows(path, required=REQUIRED, optional=OPTIONAL, report=report):
        try:
            found.append(_row(line, values))
        except ValueError as problem:
            report.problem(line, str(problem))
    return found


def _row(line: int, values: dict[str, str]) -> Row:
    email = values["email"].lower()
    if not _is_email(email):
        raise ValueError("not an e-mail address.")
    if not values["name"]:
        raise ValueError("the name is empty.")
    for column in ("name", "job_title", "function", "location"):
        if len(values.get(column, "")) > 200:
            raise ValueError(f"{column} has {len(values[column])} characters; at most 200.")
    return Row(
        line=line,
        email=email,
        name=values["name"],
        job_title=values["job_title"],
        function=values["function"],
        manager_email=values["manager_email"].lower(),
        start_date=_day(values["start_date"]),
        time_zone=_zone(values["time_zone"]),
        location=values.get("location", ""),
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"start_date {text!r} is not a date such as 2026-03-31.") from None


def _zone(name: str) -> str:
    if not name:
        return "UTC"
    if name not in known_zones():
        raise ValueError(f"time_zone {name!r} is not an IANA time zone such as Europe/Berlin.")
    return name


# --- checks across rows -----------------------------------------------------------------------------------------------


def _without_repeats(found: list[Row], report: Report) -> list[Row]:
    first: dict[str, Row] = {}
    for row in found:
        if row.email in first:
            report.problem(row.line, f"lines {first[row.email].line} and {row.line} are the same person.")
        else:
            first[row.email] = row
    return list(first.values())


def _with_known_managers(found: list[Row], report: Report) -> list[Row]:
    """Leave out rows whose manager is unknown or who would report to themselves, however many steps up."""
    known = dict(User.objects.values_list("email", "manager__email"))
    manager_of = known | {row.email: row.manager_email or None for row in found}
    kept = []
    for row in found:
        if row.manager_email and row.manager_email not in manager_of:
            report.problem(row.line, f"the manager {row.manager_email} is not in the file and not in the directory.")
        elif _reports_to_self(row.email, manager_of):
            report.problem(row.line, f"would make {row.name} their own manager.")
        else:
            kept.append(row)
    return kept


def _reports_to_self(email: str, manager_of: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    above = manager_of.get(email)
    while above and above not in seen:
        if above == email:
            return True
        seen.add(above)
        above = manager_of.get(above)
    return False


# --- writing ----------------------------------------------------------------------------------------------------------


def _count(found: list[Row], report: Report) -> None:
    known = set(User.objects.values_list("email", flat=True))
    report.created = sum(row.email not in known for row in found)
    report.updated = len(found) - report.created


def _write(found: list[Row], report: Report) -> None:
    functions = _functions(found)
    people = {person.email: person for person in User.objects.filter(email__in=[row.email for row in found])}
    new, changed = [], []
    nobody_knows = make_password(None)
    for row in found:
        person = people.get(row.email)
        fields = _fields(row, functions)
        if person is None:
            people[row.email] = User(email=row.email, password=nobody_knows, sort_name=sort_key(row.name), **fields)
            new.append(people[row.email])
        elif any(getattr(person, name) != fields[name] for name in COMPARED):
            for name, value in fields.items():
                setattr(person, name, value)
            person.sort_name = sort_key(row.name)
            changed.append(person)
    User.objects.bulk_create(new, batch_size=2000)
    User.objects.bulk_update(changed, [*COMPARED, "sort_name"], batch_size=2000)
    moved = _write_managers(found, people)
    updated = {person.pk for person in changed} | (moved - {person.pk for person in new})
    report.created, report.updated = len(new), len(updated)
    report.unchanged = len(found) - report.created - report.updated


def _functions(found: list[Row]) -> dict[str, int]:
    names = {row.function for row in found if row.function}
    Function.objects.bulk_create([Function(name=name) for name in sorted(names)], ignore_conflicts=True)
    return dict(Function.objects.filter(name__in=names).values_list("name", "pk"))


def _fields(row: Row, functions: dict[str, int]) -> dict[str, object]:
    return {
        "name": row.name,
        "job_title": row.job_title,
        "function_id": functions.get(row.function),
        "start_date": row.start_date,
        "time_zone": row.time_zone,
        "location": row.location,
    }


def _write_managers(found: list[Row], people: dict[str, User]) -> set[int]:
    """Managers come last, since a manager may stand below their report in the file."""
    missing = {row.manager_email for row in found if row.manager_email} - people.keys()
    pks = {email: person.pk for email, person in people.items()}
    pks |= dict(User.objects.filter(email__in=missing).values_list("email", "pk"))
    moves = {
        people[row.email].pk: pks.get(row.manager_email)
        for row in found
        if people[row.email].manager_id != pks.get(row.manager_email)
    }
    with connection.cursor() as cursor:  # one statement: a CASE per person would take the planner longer than the rows
        cursor.execute(
            "UPDATE people_user SET manager_id = move.manager_id "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS move (person_id, manager_id) WHERE id = move.person_id",
            [list(moves), list(moves.values())],
        )
    return set(moves)
