"""`manage.py figures`: stable keys, null for undefined, and the reference case."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Opening
from metrics.reference_case import EXPECTED, verdict
from tests.factories.knowledge import capture_of
from tests.factories.rituals import ProgramFactory, RitualFactory

KEYS = [
    "window",
    "due",
    "pending",
    "active_teachers",
    "learning_rituals",
    "capture_rate",
    "velocity",
    "velocity_per_100",
    "reach",
    "population",
    "adoption",
    "adoption_before",
    "adoption_baseline",
    "cost_per_learner",
    "formal_cost_per_learner",
    "cost_ratio",
    "tier",
    "diagnosis",
]


def figures(*arguments: str) -> dict:
    out = StringIO()
    call_command("figures", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_figures_of_an_empty_organisation_are_zero_or_null(db, monday):
    found = figures()

    assert list(found) == KEYS
    assert found["window"] == {"start": "2026-10-26T00:00:00+01:00", "end": "2026-11-23T00:00:00+01:00"}
    assert [found[name] for name in ("velocity", "capture_rate", "reach", "velocity_per_100", "cost_ratio")] == [
        0,
        None,
        None,
        None,
        None,
    ]


def test_figures_of_a_month_and_of_a_program(held, alice, monday):
    program = ProgramFactory()
    held(datetime(2026, 10, 6, 12, tzinfo=UTC), alice, captured=True, ritual=RitualFactory(program=program))
    held(datetime(2026, 10, 7, 12, tzinfo=UTC), alice)

    assert figures("--month", "2026-10")["learning_rituals"] == 2
    assert figures("--month", "2026-10", "--program", program.slug)["velocity"] == 1


def test_figures_as_of_a_day_judge_deadlines_at_its_first_instant(held, alice):
    held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice)

    found = figures("--as-of", "2026-11-10")

    assert (found["due"], found["pending"], found["velocity"]) == (0, 1, None)


def test_figures_of_a_month_as_of_a_day_leave_out_what_came_later(held, alice, bob, charlie):
    held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice, captured=True)
    late = held(datetime(2026, 11, 20, 12, tzinfo=UTC), bob, came=(charlie,))
    opened = capture_of(late)
    Opening.objects.create(article=opened, user=alice, day=date(2026, 11, 20))

    found = figures("--month", "2026-11", "--as-of", "2026-11-20")

    assert (found["active_teachers"], found["learning_rituals"], found["pending"], found["reach"]) == (1, 1, 0, 0)
    assert figures("--month", "2026-11", "--as-of", "2026-11-21")["active_teachers"] == 2


@pytest.mark.parametrize("month", ["2026-13", "9999-12", "0001-01", "x"])
def test_figures_of_a_month_that_is_none_are_refused(month, db):
    with pytest.raises(CommandError, match=f"{month} is not a month; write 2026-11."):
        figures("--month", month)


@pytest.mark.parametrize("day", ["2026-02-30", "9999-12-31", "0001-01-01"])
def test_figures_as_of_a_day_that_is_none_are_refused(day, db):
    with pytest.raises(CommandError, match="--as-of"):
        figures("--as-of", day)


def test_figures_of_an_unknown_program_are_refused(db):
    with pytest.raises(CommandError, match="no program nowhere"):
        figures("--program", "nowhere")


def test_case_check_of_another_company_names_what_differs(held, alice, bob):
    ProgramFactory(starts_on=date(2026, 11, 23) - timedelta(days=182))
    held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice, captured=True)
    out = StringIO()

    with pytest.raises(CommandError, match="due, pending, active_teachers") as refusal:
        call_command("figures", "--case-check", stdout=out)

    compared = json.loads(out.getvalue())
    assert refusal.value.returncode == 1
    assert compared["capture_rate"] == {"value": 1.0, "expected": 1.0, "verdict": "ok"}
    assert compared["active_teachers"] == {"value": 1, "expected": 30, "verdict": "differs"}
    assert compared["cost_ratio"] == {"value": None, "expected": None, "verdict": "not yet"}


def test_reference_case_expects_the_figures_of_the_concept():
    assert round(EXPECTED["learning_rituals"], 3) == 130.446
    assert round(EXPECTED["velocity"], 2) == 3913.39
    assert round(EXPECTED["velocity_per_100"], 3) == 27.176


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("velocity", 3913.392857142857, "ok"),
        ("velocity", 3913.0, "differs"),
        ("velocity", None, "differs"),
        ("tier", "best_in_class", "ok"),
        ("tier", "average", "differs"),
        ("adoption", {}, "not yet"),
    ],
)
def test_verdict_compares_with_the_reference_case(name, value, expected):
    assert verdict(name, value) == expected
