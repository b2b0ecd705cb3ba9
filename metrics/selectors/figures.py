"""The figures of the program as one object, under the names that other tools rely on. Undefined is None."""

from datetime import datetime
from typing import Any

from metrics.models import Scope
from metrics.selectors.diagnosis import diagnose
from metrics.selectors.facts import Frame, facts_of
from peerlearn.core.windows import organisation_zone
from rituals.models import Program

Figures = dict[str, Any]


def figures(frame: Frame, program: Program | None = None) -> Figures:
    """The figures of a window, for the organisation or one of its programs; rates are from 0 to 1."""
    scope = (Scope.PROGRAM, program.pk) if program else (Scope.ORGANISATION, 0)
    facts = facts_of(frame, *scope)
    diagnosis = diagnose(frame.as_of)
    return {
        "window": {"start": _local(frame.window.start), "end": _local(frame.window.end)},
        "due": facts.due,
        "pending": facts.pending,
        "active_teachers": facts.active_teachers,
        "learning_rituals": facts.learning_rituals,
        "capture_rate": facts.capture_rate,
        "velocity": facts.velocity,
        "velocity_per_100": facts.velocity_per_100,
        "reach": facts.reach,
        "population": facts.population,
        "adoption": {},
        "adoption_before": {},
        "adoption_baseline": {},
        "cost_per_learner": None,
        "formal_cost_per_learner": None,
        "cost_ratio": None,
        "tier": diagnosis.tier,
        "diagnosis": diagnosis.finding,
    }


def _local(instant: datetime) -> str:
    return instant.astimezone(organisation_zone()).isoformat()
