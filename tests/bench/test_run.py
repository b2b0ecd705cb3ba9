"""The benchmark runs from beginning to end on a handful of sessions, so that it is there when somebody needs it.

What it measures here says nothing; that each figure was measured beside its reference does.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_BUILT = {"page, leaderboard, processor"}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    results = tmp_path_factory.mktemp("bench") / "results.json"
    asked = ["--sizes", "60,80", "--rounds", "1", "--results", str(results)]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return {figure["name"]: figure for figure in json.loads(results.read_text())["figures"]}


def test_every_figure_is_measured_or_says_why_not(figures: dict[str, dict[str, Any]]) -> None:
    unmeasured = {name for name, figure in figures.items() if figure["value"] is None}

    assert unmeasured == NOT_BUILT | {"relevance"}
    assert all(figures[name]["note"] for name in unmeasured)


@pytest.mark.parametrize(
    "name",
    [
        "search, mix, 80 sessions",
        "search, slowest class p95, 80 sessions",
        "search, plain PostgreSQL design, 80 sessions",
        "search, growth of the mix 60 → 80",
        "search page over HTTP, 60 sessions",
        "page, home, processor",
        "page, calendar month, processor",
        "save of a session until it is found",
    ],
)
def test_figure_stands_beside_a_reference(figures: dict[str, dict[str, Any]], name: str) -> None:
    assert figures[name]["value"] > 0
    assert figures[name]["reference"] > 0
    assert figures[name]["ratio"] > 0


def test_first_load_is_weighed(figures: dict[str, dict[str, Any]]) -> None:
    assert figures["first load, HTML, CSS and JS"]["value"] > 20
    assert figures["first load, fonts"]["value"] > 20
