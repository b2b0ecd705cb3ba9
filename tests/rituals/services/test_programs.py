"""Programs: what is kept of them, and what counts as their baseline."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from rituals.models import Program
from rituals.selectors.programs import baseline_of, population, program_page
from rituals.services.programs import BaselineTooLate, ProgramFacts, change_program, create_program
from tests.factories.people import FunctionFactory, UserFactory
from tests.factories.rituals import ProgramFactory, RitualFactory, SessionFactory

pytestmark = pytest.mark.django_db

FACTS = ProgramFacts(
    name="AI assistants",
    starts_on=date(2026, 6, 1),
    tool="AI assistants",
    target_share=Decimal("0.8"),
    target_on=date(2026, 12, 31),
    baseline_share=Decimal("0.125"),
    baseline_on=date(2026, 5, 20),
)


def held_on(program: Program, day: datetime) -> None:
    SessionFactory(ritual=RitualFactory(program=program), starts_at=day, status="held", held_at=day)


def test_program_keeps_everything_that_was_said(bob, charlie, strategy):
    program = create_program(FACTS, functions=[strategy], reviewers=[charlie])

    program.refresh_from_db()
    assert (program.slug, program.target_share, program.baseline_share) == (
        "ai-assistants",
        Decimal("0.800"),
        Decimal("0.125"),
    )
    assert (list(program.functions.all()), list(program.reviewers.all())) == ([strategy], [charlie])


@pytest.mark.parametrize(
    ("name", "slug"), [("New", "new-2"), ("AI assistants", "ai-assistants-2"), ("知識", "program")]
)
def test_address_is_never_that_of_a_page_or_of_another_program(db, name, slug):
    ProgramFactory(name="AI assistants", slug="ai-assistants")

    assert create_program(ProgramFacts(name=name, starts_on=date(2026, 6, 1))).slug == slug


def test_baseline_after_the_first_session_is_none(monday):
    program = create_program(FACTS)
    held_on(program, datetime(2026, 6, 2, 12, tzinfo=UTC))
    later = ProgramFacts(
        name="Later", starts_on=FACTS.starts_on, baseline_share=Decimal("0.3"), baseline_on=date(2026, 6, 3)
    )

    with pytest.raises(BaselineTooLate, match="before the first session, and that was on June 2, 2026"):
        change_program(program, later, functions=[], reviewers=[])

    program.refresh_from_db()
    assert (program.name, baseline_of(program)) == ("AI assistants", Decimal("0.125"))


def test_baseline_stands_only_while_no_session_came_before_it(monday):
    program = create_program(FACTS)
    assert baseline_of(program) == Decimal("0.125")

    held_on(program, datetime(2026, 5, 20, 12, tzinfo=UTC))
    assert baseline_of(program) == Decimal("0.125")

    held_on(program, datetime(2026, 5, 19, 12, tzinfo=UTC))
    assert baseline_of(program) is None


def test_baseline_without_its_day_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError, match="program_baseline_has_its_day"):
        ProgramFactory(baseline_share=Decimal("0.2"))


def test_population_is_everybody_or_the_functions_with_what_is_below_them(strategy, bob, charlie, monday):
    below = FunctionFactory(name="Pricing", parent=strategy)
    UserFactory(function=below)
    UserFactory(function=below, is_active=False)
    UserFactory(function=strategy, start_date=date(2026, 12, 1))

    assert population([], day=monday.date()) == 4  # bob, his manager, charlie, and the one below
    assert population([strategy], day=monday.date()) == 3
    assert population([below], day=monday.date()) == 1


def test_page_shows_no_closed_forum_to_who_does_not_belong_to_it(charlie, monday):
    program = ProgramFactory()
    RitualFactory(program=program, name="Circle", audience="members").members.add(bob := UserFactory())
    RitualFactory(program=program, name="Open")

    assert [line.ritual.name for line in program_page(program, charlie, now=monday).lines] == ["Open"]
    assert {line.ritual.name for line in program_page(program, bob, now=monday).lines} == {"Open", "Circle"}
