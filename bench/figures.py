"""What a benchmark found: a value beside its reference, and whether the ratio of the two reaches the goal.

Only ratios of one run count, since the same design differs by a third between runs. A figure that could not be
measured says why and is neither reached nor missed.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LINE = "{:<58} {:>12} {:>12} {:>9} {:>9}  {}"


@dataclass(frozen=True)
class Figure:
    """`value` and `reference` in `unit`; at most `most` times the reference is wanted, or `faster` times less.

    A goal without a reference is in the unit itself. Without any goal the figure is only reported.
    """

    name: str
    value: float | None
    unit: str = "ms"
    reference: float | None = None
    most: float | None = None
    faster: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How often the reference goes into the value; the other way round where being faster is asked for."""
        if self.value is None or self.reference is None:
            return None
        over, under = (self.reference, self.value) if self.faster else (self.value, self.reference)
        return over / under if under else None

    @property
    def goal(self) -> str:
        sign, limit = self._limit
        if not sign:
            return ""
        return f"{sign} {limit:g}×" if self.reference is not None or self.faster else f"{sign} {limit:g} {self.unit}"

    @property
    def ok(self) -> bool | None:
        """None where nothing was measured or nothing is asked for."""
        sign, limit = self._limit
        reached = self.ratio if self.ratio is not None else self.value
        if not sign or reached is None:
            return None
        return reached <= limit if sign == "≤" else reached >= limit

    @property
    def _limit(self) -> tuple[str, float]:
        if self.most is not None:
            return "≤", self.most
        least = self.least if self.least is not None else self.faster
        return ("≥", least) if least is not None else ("", 0.0)

    def as_dict(self) -> dict[str, Any]:
        figures = {"name": self.name, "value": self.value, "unit": self.unit, "reference": self.reference}
        judged = {"ratio": self.ratio, "goal": self.goal, "ok": self.ok}
        return figures | judged | ({"note": self.note} if self.note else {})

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name:<58} not measured: {self.note}"
        verdict = {True: "ok", False: "short", None: ""}[self.ok]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}×"
        line = LINE.format(self.name, self._shown(self.value), self._shown(self.reference), ratio, self.goal, verdict)
        return f"{line}  {self.note}".rstrip()

    def _shown(self, value: float | None) -> str:
        return "" if value is None else f"{value:,.{0 if value >= 1000 else 2}f} {self.unit}"


HEADING = LINE.format("figure", "ours", "reference", "ratio", "goal", "")


@dataclass
class Results:
    """All figures of a run; each is printed as soon as it is there."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(figure, flush=True)

    def write(self, path: Path) -> None:
        shown = {"figures": [figure.as_dict() for figure in self.figures]}
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
