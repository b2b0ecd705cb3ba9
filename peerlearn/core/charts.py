"""Charts as SVG, drawn by the server, so that page, mail, PDF and print share one drawing.

Shapes stand in percent of the plot: text keeps its size and lines stretch with the page, without script. Colours come
from classes only. The y axis starts at zero, except for sparklines, which show shape. An undefined value (None)
leaves a gap; a value that still grows (the running month) is provisional: its line is dashed, its dot hollow.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from peerlearn.core.numbers import number

_NOTHING = SafeString("")
_LETTERS = ("a", "b")
_DOTTED_UP_TO = 13  # more points than this, and only the last one gets a dot
_LABELLED_UP_TO = 10
_TOO_CLOSE = 8.0  # percent of the height in which two labels at the end would touch


class Spot(NamedTuple):
    """A point of a line: percent from the left and from the top, and the value it stands for."""

    x: float
    y: float
    value: float


@dataclass(frozen=True)
class Series:
    """A line, one value per label. The second one of a chart is the comparison, grey and dashed."""

    name: str
    values: Sequence[float | None]
    provisional: bool = False


@dataclass(frozen=True)
class Reference:
    """What happened at one of the labels, drawn as an upright line: "First brown bag, 5 May"."""

    label: str
    text: str


def _plain(value: float) -> str:
    return number(value, 0 if value >= 100 or value == int(value) else 1)


def line_chart(
    series: Sequence[Series],
    *,
    name: str,
    title: str,
    description: str,
    labels: Sequence[str],
    as_text: Callable[[float], str] = _plain,
    reference: Reference | None = None,
    top: float | None = None,
) -> SafeString:
    """One or two lines; stands in `<div class="plot">`.

    `name` keeps the ids apart on a page, `as_text` writes the values, `top` fixes the upper end (1.0 for a share).
    Raises ValueError for more than two series, a series without one value per label, or a reference to no label.
    """
    if len(series) > len(_LETTERS) or any(len(one.values) != len(labels) for one in series):
        raise ValueError("A chart takes one or two series with one value per label.")
    highest = max((value for one in series for value in one.values if value is not None), default=0)
    step, steps = _scale(top, whole=False) if top else _scale(highest)
    lines = [_spots(one.values, low=0, high=step * steps) for one in series]
    return _framed(
        name,
        title,
        description,
        _grid(step, steps, as_text),
        _reference(reference, labels) if reference else _NOTHING,
        *(
            _line(letter, spots, provisional=one.provisional)
            for letter, spots, one in zip(_LETTERS, lines, series, strict=False)
        ),
        _names(lines, series) if len(series) > 1 else _NOTHING,
        _end_values(lines, as_text),
        _labels_below(labels),
    )


def spark(values: Sequence[float | None], *, name: str, title: str, description: str) -> SafeString:
    """A small line that shows shape, not size; stands in `<div class="plot-s">`."""
    known = [value for value in values if value is not None]
    margin = (max(known, default=0) - min(known, default=0)) * 0.05 or 1
    spots = _spots(values, low=min(known, default=0) - margin, high=max(known, default=0) + margin)
    return _framed(name, title, description, _path("a", spots), _dots("a", _known(spots)[-1:]))


def _framed(name: str, title: str, description: str, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg role="img" aria-labelledby="{0}-title {0}-description">'
        '<title id="{0}-title">{1}</title><desc id="{0}-description">{2}</desc>{3}</svg>',
        name,
        title,
        description,
        _joined(parts),
    )


def _scale(highest: float, *, whole: bool = True) -> tuple[float, int]:
    """The distance of the grid lines, a round number, and how many of them reach `highest`: five at most.

    `whole` keeps the distance at one or more: most series count people or sessions.
    """
    if highest <= 0:
        return 1, 1
    rough = highest / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power > rough * (1 - 1e-9))
    if whole and highest >= 1:
        step = max(step, 1)
    return step, math.ceil(highest / step * (1 - 1e-9))


def _spots(values: Sequence[float | None], *, low: float, high: float) -> list[Spot | None]:
    return [
        None if value is None else Spot(_across(place, len(values)), 100 * (high - value) / (high - low), value)
        for place, value in enumerate(values)
    ]


def _across(place: int, count: int) -> float:
    return 100 * place / (count - 1) if count > 1 else 50


def _grid(step: float, steps: int, as_text: Callable[[float], str]) -> SafeString:
    heights = [(_percent(100 - 100 * place / steps), as_text(step * place)) for place in range(steps + 1)]
    return format_html(
        '<g class="grid">{}</g>{}<line class="base" x1="0" x2="100%" y1="100%" y2="100%"/>',
        format_html_join("", '<line x1="0" x2="100%" y1="{0}" y2="{0}"/>', ((y,) for y, _text in heights)),
        format_html_join("", '<text class="end" x="0" y="{}" dx="-8" dy="4">{}</text>', heights),
    )


def _reference(reference: Reference, labels: Sequence[str]) -> SafeString:
    x = _across(labels.index(reference.label), len(labels))
    side, offset = ("end ", -8) if x > 60 else ("", 8)
    return format_html(
        '<line class="ref" x1="{0}" x2="{0}" y1="0" y2="100%"/>'
        '<text class="{1}strong" x="{0}" y="0%" dx="{2}" dy="16">{3}</text>',
        _percent(x),
        side,
        offset,
        reference.text,
    )


def _line(letter: str, spots: Sequence[Spot | None], *, provisional: bool) -> SafeString:
    if not provisional:
        return _joined([_path(letter, spots), _dots(letter, _dotted(spots))])
    return _joined(
        [
            _path(letter, spots[:-1]),
            _path(f"{letter} is-provisional", spots[-2:]),
            _dots(letter, _dotted(spots[:-1])),
            _dots(f"{letter} is-provisional", _known(spots[-1:])),
        ]
    )


def _path(classes: str, spots: Sequence[Spot | None]) -> SafeString:
    """The line itself, in a drawing of its own that is stretched to the plot; each gap starts it anew."""
    points = " ".join(
        f"{'L' if before else 'M'}{_short(spot.x)} {_short(spot.y)}"
        for before, spot in zip([None, *spots], spots, strict=False)
        if spot
    )
    return format_html(
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">'
        '<path class="series series-{}" d="{}"/></svg>',
        classes,
        points,
    )


def _dotted(spots: Sequence[Spot | None]) -> list[Spot]:
    """Every point of a short line; of a long one the last, and those that gaps on both sides leave without a line."""
    if len(spots) <= _DOTTED_UP_TO:
        return _known(spots)
    padded = [None, *spots, None]
    alone = [spot for before, spot, after in zip(padded, spots, padded[2:], strict=False) if not (before or after)]
    return _known([*alone, *_known(spots)[-1:]])


def _dots(classes: str, spots: Iterable[Spot]) -> SafeString:
    return format_html_join(
        "",
        '<circle class="dot-{}" cx="{}" cy="{}" r="4"/>',
        ((classes, _percent(spot.x), _percent(spot.y)) for spot in spots),
    )


def _names(lines: Sequence[Sequence[Spot | None]], series: Sequence[Series]) -> SafeString:
    """The name of each line beside its middle, away from the other line."""
    return _joined(
        _name(letter, one.name, spots, other)
        for letter, one, spots, other in zip(_LETTERS, series, lines, reversed(lines), strict=True)
    )


def _name(letter: str, name: str, spots: Sequence[Spot | None], other: Sequence[Spot | None]) -> SafeString:
    pairs = [(spot, beside) for spot, beside in zip(spots, other, strict=True) if spot]
    if not pairs:
        return _NOTHING
    spot, beside = pairs[len(pairs) // 2]
    below = beside is not None and spot.y > beside.y
    return format_html(
        '<text class="series-{} mid minor" x="{}" y="{}" dy="{}">{}</text>',
        letter,
        _percent(spot.x),
        _percent(spot.y),
        24 if below else -14,
        name,
    )


def _end_values(lines: Sequence[Sequence[Spot | None]], as_text: Callable[[float], str]) -> SafeString:
    """The last value of each line at its end; two that would touch are moved apart."""
    ends = [(letter, _known(spots)[-1]) for letter, spots in zip(_LETTERS, lines, strict=False) if _known(spots)]
    touching = len(ends) > 1 and abs(ends[0][1].y - ends[1][1].y) < _TOO_CLOSE
    upper = min(ends, key=lambda end: end[1].y, default=None)
    return format_html_join(
        "",
        '<text class="strong series-{}" x="{}" y="{}" dx="10" dy="{}">{}</text>',
        (
            (
                letter,
                _percent(spot.x),
                _percent(spot.y),
                (4 if not touching else -4 if (letter, spot) == upper else 12),
                as_text(spot.value),
            )
            for letter, spot in ends
        ),
    )


def _labels_below(labels: Sequence[str]) -> SafeString:
    """Labels along the x axis, counted from the last one so that it always shows; every second hides when narrow."""
    stride = math.ceil(len(labels) / _LABELLED_UP_TO) or 1
    shown = []
    for place, label in enumerate(labels):
        back = len(labels) - 1 - place
        if back % stride:
            continue
        x = _across(place, len(labels))
        classes = {0: "start", 100: "end"}.get(round(x), "mid")
        if len(labels) > _LABELLED_UP_TO // 2 and back // stride % 2:
            classes += " minor"
        shown.append((classes, _percent(x), label))
    return format_html_join("", '<text class="{}" x="{}" y="100%" dy="20">{}</text>', shown)


def _known(spots: Iterable[Spot | None]) -> list[Spot]:
    return [spot for spot in spots if spot is not None]


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _percent(value: float) -> str:
    return f"{_short(value)}%"


def _short(value: float) -> str:
    return f"{round(value, 2):g}"
