"""What changed between two texts, as a reader sees it: lines, and inside a changed line its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 3  # unchanged lines beside a change
MOST_LINES = 5_000  # that differ; beyond, they are shown as removed and added
MOST_WORDS = 400  # of a line whose words are compared

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    text: str
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """`kind` says what became of it; a gap stands for unchanged lines that are left out."""

    kind: Literal["same", "removed", "added", "gap"]
    pieces: tuple[Piece, ...] = ()


def differences(before: str, after: str) -> tuple[Line, ...]:
    """What to show; empty when nothing changed."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return ()
    if max(len(old), len(new)) > MOST_LINES:
        return (*_plain("removed", old), *_plain("added", new))
    shown: list[Line] = []
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        if shown or group[0][1]:
            shown.append(Line("gap"))
        for step, a, b, c, d in group:
            shown += _plain("same", old[a:b]) if step == "equal" else _changed(old[a:b], new[c:d])
    return tuple(shown)


def _plain(kind: Literal["same", "removed", "added"], lines: Sequence[str]) -> list[Line]:
    return [Line(kind, (Piece(line),)) for line in lines]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines that became others: as many as there are on both sides are compared word by word."""
    pairs = [_words(one, other) for one, other in zip(old, new, strict=False)]
    yield from (Line("removed", one) for one, _other in pairs)
    yield from _plain("removed", old[len(pairs) :])
    yield from (Line("added", other) for _one, other in pairs)
    yield from _plain("added", new[len(pairs) :])


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return (Piece(old),), (Piece(new),)
    removed, added = [], []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed.append(Piece("".join(before[a:b]), step != "equal"))
        added.append(Piece("".join(after[c:d]), step != "equal"))
    return tuple(piece for piece in removed if piece.text), tuple(piece for piece in added if piece.text)
