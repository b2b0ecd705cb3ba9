"""The consultancy of the reference case as rows: `figures --case-check` agrees, and notices each missing fact."""

import json
from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledge.enums import ArticleKind
from knowledge.models import Article, Opening
from peerlearn.core.windows import local_midnight, organisation_zone
from peerlearn.people.models import LeadAssignment, User
from recognition.models import Kudos
from rituals.enums import CheckIn, SessionStatus, TeachingState
from rituals.models import Attendance, Program, Ritual, Session, Teaching
from tests.factories.people import FunctionFactory
from tests.factories.rituals import ProgramFactory

T = date(2026, 11, 23)  # a Monday; the program began 182 days before it
CHAMPIONS, PEOPLE, WEEKS = 30, 1200, 26
ATTENDED, REACHED, THANKED = 732, 1020, 24


@pytest.fixture
def consultancy(db) -> Program:
    program = ProgramFactory(starts_on=T - timedelta(days=182))
    people = _people()
    rituals = Ritual.objects.bulk_create(
        Ritual(program=program, name=f"Brown bag {n}", slug=f"bag-{n}", rrule="FREQ=WEEKLY") for n in range(CHAMPIONS)
    )
    sessions = Session.objects.bulk_create(
        _session(ritual, T - timedelta(weeks=week) + timedelta(days=number % 5))
        for week in range(WEEKS, 0, -1)
        for number, ritual in enumerate(rituals)
    )
    Teaching.objects.bulk_create(
        Teaching(session=session, user=people[number % CHAMPIONS], state=TeachingState.ACCEPTED)
        for number, session in enumerate(sessions)
    )
    recent = sessions[-4 * CHAMPIONS :]
    Attendance.objects.bulk_create(
        Attendance(session=recent[number % len(recent)], user=person, how=CheckIn.JOIN_LINK)
        for number, person in enumerate(people[CHAMPIONS : CHAMPIONS + ATTENDED])
    )
    article = Article.objects.create(
        kind=ArticleKind.SESSION,
        session=sessions[0],
        title="An early one",
        slug="early",
        dated_at=sessions[0].starts_at,
        published_at=sessions[0].ends_at,
    )
    Opening.objects.bulk_create(
        Opening(article=article, user=person, day=T - timedelta(days=3))
        for person in people[CHAMPIONS + ATTENDED : CHAMPIONS + REACHED]
    )
    Kudos.objects.bulk_create(
        Kudos(giver=people[-1 - n], receiver=people[n], session=sessions[n], text="Thanks", given_at=local_midnight(T))
        for n in range(THANKED)
    )
    return program


def _people() -> list[User]:
    functions = [FunctionFactory(name=f"Function {number}") for number in range(6)]
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.com", name=f"Person {n}", function=functions[n % 6], start_date=date(2024, 1, 1))
        for n in range(PEOPLE)
    )
    for function, person in zip(functions, people, strict=False):
        LeadAssignment.objects.create(function=function, user=person, allocation_percent=10, starts_on=date(2026, 1, 1))
    return people


def _session(ritual: Ritual, day: date) -> Session:
    starts_at = datetime.combine(day, time(12, 0), tzinfo=organisation_zone())
    days_ago = (T - day).days
    return Session(
        ritual=ritual,
        title=f"{ritual.name}, {day}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        status=SessionStatus.HELD,
        held_at=starts_at + timedelta(minutes=45),
        capture_due_at=starts_at + timedelta(days=7, minutes=30),
        captured_at=starts_at + timedelta(days=1) if days_ago > 4 else None,
    )


def case_check() -> dict[str, dict]:
    out = StringIO()
    call_command("figures", "--case-check", stdout=out)
    return json.loads(out.getvalue())


def test_case_check_of_the_consultancy_agrees_with_every_figure(consultancy):
    compared = case_check()

    assert {line["verdict"] for line in compared.values()} == {"ok", "not yet"}
    assert compared["velocity"]["value"] == pytest.approx(3913.39, abs=0.01)
    assert compared["reach"]["value"] == 0.85


def test_case_check_without_one_attendance_differs_in_reach(consultancy):
    Attendance.objects.last().delete()

    with pytest.raises(CommandError, match=r"reference case: reach\.$"):
        case_check()


def test_case_check_without_one_capture_differs_in_the_rate(consultancy):
    Session.objects.filter(pk=Session.objects.order_by("-captured_at").exclude(captured_at=None)[30].pk).update(
        captured_at=None
    )

    with pytest.raises(CommandError, match="capture_rate, velocity, velocity_per_100"):
        case_check()


def test_case_check_without_one_session_differs_in_the_rituals(consultancy):
    session = Session.objects.order_by("-starts_at")[0]
    session.attendances.all().delete()
    session.teachings.all().delete()
    session.delete()

    with pytest.raises(CommandError, match=r"pending, learning_rituals, velocity, velocity_per_100"):
        case_check()
