import re

import pytest

from peerlearn.core.charts import Reference, Series, line_chart, spark
from peerlearn.core.numbers import percent

NAMES = {"name": "velocity", "title": "Velocity", "description": "It rises."}


def ys(svg: str) -> list[str]:
    """The heights at which the grid is labelled, and the words there."""
    return re.findall(r'<text class="end" x="0" y="([\d.]+)%" dx="-8" dy="4">([^<]*)</text>', svg)


def paths(svg: str) -> list[tuple[str, str]]:
    return re.findall(r'<path class="series series-([^"]*)" d="([^"]*)"/>', svg)


def test_line_chart_values_stand_in_percent_from_zero():
    svg = line_chart([Series("Velocity", [0, 2500, 5000])], labels=["May", "Jun", "Jul"], **NAMES)

    assert paths(svg) == [("a", "M0 100 L50 50 L100 0")]
    assert ys(svg) == [
        ("100", "0"),
        ("80", "1,000"),
        ("60", "2,000"),
        ("40", "3,000"),
        ("20", "4,000"),
        ("0", "5,000"),
    ]


@pytest.mark.parametrize(
    ("highest", "labels"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (3, ["0", "1", "2", "3"]),
        (12, ["0", "5", "10", "15"]),
        (0.3, ["0", "0.1", "0.2", "0.3"]),
        (27.176, ["0", "10", "20", "30"]),
        (4561, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
    ],
)
def test_line_chart_grid_steps_are_round_numbers(highest, labels):
    svg = line_chart([Series("x", [0, highest])], labels=["May", "Jun"], **NAMES)

    assert [label for _height, label in ys(svg)] == labels


def test_line_chart_with_fixed_top_writes_shares():
    svg = line_chart([Series("x", [0.2, 0.5])], labels=["May", "Jun"], as_text=percent, top=1, **NAMES)

    assert [label for _height, label in ys(svg)] == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
    assert paths(svg) == [("a", "M0 80 L100 50")]


def test_line_chart_undefined_value_leaves_gap():
    svg = line_chart([Series("x", [1, None, 3, 5])], labels=["a", "b", "c", "d"], **NAMES)

    assert paths(svg) == [("a", "M0 80 M66.67 40 L100 0")]
    assert svg.count("<circle") == 3


def test_line_chart_without_any_value_draws_grid_only():
    svg = line_chart([Series("x", [None, None])], labels=["May", "Jun"], **NAMES)

    assert paths(svg) == [("a", "")]
    assert "<circle" not in svg
    assert 'class="strong' not in svg


def test_line_chart_provisional_value_is_dashed_and_hollow():
    svg = line_chart([Series("x", [1, 2, 1], provisional=True)], labels=["a", "b", "c"], **NAMES)

    assert paths(svg) == [("a", "M0 50 L50 0"), ("a is-provisional", "M50 0 L100 50")]
    assert re.findall(r'<circle class="([^"]*)"', svg) == ["dot-a", "dot-a", "dot-a is-provisional"]


def test_line_chart_two_series_are_named_and_end_values_do_not_touch():
    svg = line_chart([Series("With", [1, 10]), Series("Without", [1, 9.8])], labels=["a", "b"], **NAMES)

    assert re.findall(r'<text class="series-(.) mid minor"[^>]*>([^<]*)<', svg) == [("a", "With"), ("b", "Without")]
    assert re.findall(r'<text class="strong series-(.)"[^>]* dy="(-?\d+)">([^<]*)<', svg) == [
        ("a", "-4", "10"),
        ("b", "12", "9.8"),
    ]


def test_line_chart_long_line_has_last_dot_and_lone_points():
    values = [1.0] * 20
    values[5] = values[7] = None

    svg = line_chart([Series("x", values)], labels=[str(week) for week in range(20)], **NAMES)

    assert re.findall(r'<circle class="dot-a" cx="([\d.]+)%"', svg) == ["31.58", "100"]


def test_line_chart_always_labels_the_last_point():
    svg = line_chart([Series("x", [1.0] * 23)], labels=[f"W{week}" for week in range(1, 24)], **NAMES)

    shown = re.findall(r'<text class="(\w+(?: minor)?)" x="[\d.]+%" y="100%" dy="20">([^<]*)<', svg)
    assert shown == [
        ("mid minor", "W2"),
        ("mid", "W5"),
        ("mid minor", "W8"),
        ("mid", "W11"),
        ("mid minor", "W14"),
        ("mid", "W17"),
        ("mid minor", "W20"),
        ("end", "W23"),
    ]


def test_line_chart_provisional_single_value_is_a_hollow_dot():
    svg = line_chart([Series("x", [3], provisional=True)], labels=["May"], **NAMES)

    assert paths(svg) == [("a", ""), ("a is-provisional", "M50 0")]
    assert re.findall(r'<circle class="([^"]*)" cx="([^"]*)"', svg) == [("dot-a is-provisional", "50%")]


def test_line_chart_reference_stands_at_its_label():
    svg = line_chart(
        [Series("x", [1, 2, 3, 4, 5])],
        labels=["a", "b", "c", "d", "e"],
        reference=Reference("d", "First brown bag"),
        **NAMES,
    )

    assert '<line class="ref" x1="75%" x2="75%" y1="0" y2="100%"/>' in svg
    assert '<text class="end strong" x="75%" y="0%" dx="-8" dy="16">First brown bag</text>' in svg


def test_line_chart_escapes_every_word():
    evil = '<b onclick="x">&'

    svg = line_chart(
        [Series(evil, [1, 2]), Series(evil, [2, 1])],
        name=evil,
        title=evil,
        description=evil,
        labels=[evil, "b"],
        as_text=lambda value: evil,
        reference=Reference(evil, evil),
    )

    assert "<b" not in svg
    assert '"x"' not in svg
    assert "&lt;b onclick=&quot;x&quot;&gt;&amp;" in svg


@pytest.mark.parametrize(
    "series", [[Series("x", [1])], [Series("x", [1, 2]), Series("y", [1, 2]), Series("z", [1, 2])]]
)
def test_line_chart_with_wrong_series_is_refused(series):
    with pytest.raises(ValueError, match="one or two series"):
        line_chart(series, labels=["a", "b"], **NAMES)


def test_spark_shows_shape_within_its_box():
    svg = spark([46, 58, None, 84], name="s", title="Captured", description="46, 58, 84")

    assert paths(svg) == [("a", "M0 95.45 L33.33 66.75 M100 4.55")]
    assert re.findall(r"<circle[^>]*>", svg) == ['<circle class="dot-a" cx="100%" cy="4.55%" r="4"/>']
    assert svg.startswith(
        '<svg role="img" aria-labelledby="s-title s-description"><title id="s-title">Captured</title>'
    )


def test_spark_of_one_constant_value_stands_in_the_middle():
    assert paths(spark([5, 5], name="s", title="t", description="d")) == [("a", "M0 50 L100 50")]
    assert paths(spark([], name="s", title="t", description="d")) == [("a", "")]
