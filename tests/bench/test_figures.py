"""How figures are judged and written; what they measure is shown by `make bench` itself."""

import json

import pytest

from bench.figures import Figure, Results
from bench.timing import mean_of_medians, percentile


def test_figure_at_most_compares_value_with_reference():
    figure = Figure("search", 6.0, reference=2.0, most=3)

    assert (figure.ratio, figure.goal, figure.ok) == (3.0, "≤ 3×", True)
    assert Figure("search", 6.2, reference=2.0, most=3).ok is False


def test_figure_faster_compares_reference_with_value():
    figure = Figure("search", 2.0, reference=90.0, faster=40)

    assert (figure.ratio, figure.goal, figure.ok) == (45.0, "≥ 40×", True)
    assert Figure("search", 3.0, reference=90.0, faster=40).ok is False


def test_figure_least_without_reference_is_judged_in_its_unit():
    figure = Figure("relevance", 0.85, "MRR@10", least=0.85)

    assert (figure.ratio, figure.goal, figure.ok) == (None, "≥ 0.85 MRR@10", True)
    assert Figure("relevance", 0.84, "MRR@10", least=0.85).ok is False


@pytest.mark.parametrize(
    "figure", [Figure("reported", 4.0, reference=2.0), Figure("missing", None, most=2, note="only 2 cores")]
)
def test_figure_without_goal_or_value_is_neither_reached_nor_missed(figure):
    assert figure.ok is None


def test_results_are_written_as_other_tools_read_them(tmp_path, capsys):
    results = Results()
    results.add(Figure("search", 6.0, reference=2.0, most=3))
    results.add(Figure("two workers", None, least=1.7, note="only 2 cores"))

    results.write(tmp_path / "results.json")

    first, second = json.loads((tmp_path / "results.json").read_text())["figures"]
    assert first == {
        "name": "search", "value": 6.0, "unit": "ms", "reference": 2.0, "ratio": 3.0, "goal": "≤ 3×", "ok": True
    }  # fmt: skip
    assert (second["value"], second["ok"], second["note"]) == (None, None, "only 2 cores")
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["search", "6.00", "ms", "2.00", "ms", "3.00×", "≤", "3×", "ok"]
    assert shown[1].endswith("not measured: only 2 cores")


def test_mean_of_medians_counts_every_class_and_every_question_alike():
    assert mean_of_medians({"rare": [[1, 1, 100], [3]], "common": [[10], [20], [60]]}) == 11


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.75, 3), (0.95, 4), (0.0, 1)])
def test_percentile_is_the_smallest_value_that_the_share_does_not_exceed(share, value):
    assert percentile([4, 1, 3, 2], share) == value
