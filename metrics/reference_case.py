"""The consultancy of the reference case: the figures that the demo company has to show at the end of its 26th week.

In its last 28 days 30 champions each held four weekly brown bags for 1,200 people; three of four are past their seven
days for capture, and all of those are kept. 1,020 people came or opened a capture.
"""

import math
from typing import Any

from peerlearn.core.windows import DAYS_PER_MONTH, TRAILING_DAYS

PROGRAM_DAYS = 26 * 7

_RITUALS = 120 * DAYS_PER_MONTH / TRAILING_DAYS

EXPECTED: dict[str, Any] = {
    "due": 90,
    "pending": 30,
    "active_teachers": 30,
    "learning_rituals": _RITUALS,
    "capture_rate": 1.0,
    "velocity": 30 * _RITUALS,
    "velocity_per_100": (30 / 12) * (_RITUALS / 12),
    "reach": 0.85,
    "population": 1200,
    "tier": "best_in_class",
    "diagnosis": "healthy",
}
NOT_YET = (
    "adoption",
    "adoption_before",
    "adoption_baseline",
    "cost_per_learner",
    "formal_cost_per_learner",
    "cost_ratio",
)


def verdict(name: str, value: Any) -> str:
    """ "ok" or "differs" from the reference case, "not yet" for figures whose facts are not gathered."""
    if name in NOT_YET:
        return "not yet"
    return "ok" if _equal(value, EXPECTED[name]) else "differs"


def _equal(value: Any, expected: Any) -> bool:
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return math.isclose(value, expected, rel_tol=1e-9)
    return bool(value == expected)
