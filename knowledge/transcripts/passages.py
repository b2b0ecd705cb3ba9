"""From cues to passages: units of one to three sentences that are found, read and opened at their second.

A passage holds the words of one speaker without a long pause, ends with a sentence where it can, and begins at the
start of its first cue. `following` has the next words of the same turn: searched together with the passage, a phrase
that runs over its end is found as well. They are never shown as its text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from .cues import Cue
from .spoken import ends_sentence

ENOUGH_WORDS = 40
MOST_WORDS = 80
FEWEST_WORDS = 12
FOLLOWING_WORDS = 8
CLAUSE_ENDS = (",", ";", ":", "-", "–", "—", "...", "…", "，", "、")
LONGEST_PAUSE = 5.0
"""Seconds of silence after which the same speaker begins a new passage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`number` counts from 1; times are seconds or None as in the cues; `estimated` is about `start`."""

    number: int
    start: float | None
    end: float | None
    speaker: str
    text: str
    estimated: bool
    following: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cue, or a part of a long one, as words."""

    cue: Cue
    words: list[str]
    ends_sentence: bool


def join_passages(cues: Iterable[Cue]) -> list[Passage]:
    """Every word of the cues, once and in order, as passages."""
    passages: list[Passage] = []
    for turn in _turns(cues):
        groups = _groups(turn)
        for group, after in zip(groups, [*groups[1:], []], strict=True):
            passages.append(_passage(len(passages) + 1, group, after))
    return passages


def _turns(cues: Iterable[Cue]) -> Iterator[list[_Piece]]:
    """Runs of pieces by one speaker without a long pause."""
    turn: list[_Piece] = []
    for cue in map(_lasting, cues):
        words = cue.text.split()
        if not words:
            continue
        if turn and not _continues(turn[-1].cue, cue):
            yield turn
            turn = []
        turn.extend(_pieces(cue, words))
    if turn:
        yield turn


def _lasting(cue: Cue) -> Cue:
    """The cue; one that ends before it starts lasts no time."""
    backwards = cue.start is not None and cue.end is not None and cue.end < cue.start
    return replace(cue, end=cue.start) if backwards else cue


def _continues(before: Cue, cue: Cue) -> bool:
    return cue.speaker == before.speaker and _pause(before, cue) <= LONGEST_PAUSE


def _pause(before: Cue, cue: Cue) -> float:
    """Seconds of silence between two cues, 0 where a time is not known."""
    if before.end is None or cue.start is None:
        return 0.0
    return cue.start - before.end


def _pieces(cue: Cue, words: list[str]) -> Iterator[_Piece]:
    """The cue as it is, or a cue longer than a passage cut at its sentence ends."""
    if len(words) <= MOST_WORDS:
        yield _Piece(cue, words, ends_sentence(words[-1], ""))
        return
    begin = 0
    while begin < len(words):
        end = _cut(words, begin)
        part = replace(
            cue,
            start=_time_within(cue, begin / len(words)),
            end=_time_within(cue, end / len(words)),
            estimated=cue.estimated or (begin > 0 and cue.start is not None),
        )
        yield _Piece(part, words[begin:end], ends_sentence(words[end - 1], ""))
        begin = end


def _cut(words: list[str], begin: int) -> int:
    """The first sentence end past enough words, else the last one before, else somewhere inside the sentence."""
    left = len(words) - begin
    if left <= MOST_WORDS:
        return len(words)
    limit = begin + MOST_WORDS
    ends = [end for end in range(begin + FEWEST_WORDS, limit) if ends_sentence(words[end - 1], words[end])]
    if not ends:
        even_share = begin + left // -(-left // MOST_WORDS)
        return _clause_end(words, even_share, limit)
    return next((end for end in ends if end - begin >= ENOUGH_WORDS), ends[-1])


def _clause_end(words: list[str], wanted: int, limit: int) -> int:
    """The end of a clause nearest to the wanted place, the place itself where no clause ends near it."""
    reach = limit - wanted + FEWEST_WORDS
    near = [end for end in range(max(1, wanted - reach), limit) if words[end - 1].endswith(CLAUSE_ENDS)]
    return min(near, key=lambda end: abs(end - wanted), default=wanted)


def _time_within(cue: Cue, share: float) -> float | None:
    if cue.start is None or cue.end is None:
        return cue.start
    return round(cue.start + share * (cue.end - cue.start), 2)


def _groups(turn: list[_Piece]) -> list[list[_Piece]]:
    """The pieces of each passage of a turn."""
    groups: list[list[_Piece]] = []
    waiting: list[_Piece] = []
    for piece in turn:
        while waiting and _size(waiting) + len(piece.words) > MOST_WORDS:
            cut = _best_end(waiting)
            groups.append(waiting[:cut])
            waiting = waiting[cut:]
        waiting.append(piece)
        if piece.ends_sentence and _size(waiting) >= ENOUGH_WORDS:
            groups.append(waiting)
            waiting = []
    if not waiting:
        return groups
    if groups and _size(waiting) < FEWEST_WORDS and _size(groups[-1]) + _size(waiting) <= MOST_WORDS:
        groups[-1] = groups[-1] + waiting
        return groups
    return [*groups, waiting]


def _size(pieces: list[_Piece]) -> int:
    return sum(len(piece.words) for piece in pieces)


def _best_end(pieces: list[_Piece]) -> int:
    """How many pieces to close a passage with: up to the last sentence end, else up to the longest pause."""
    sentence_ends = [count for count, piece in enumerate(pieces, start=1) if piece.ends_sentence]
    if sentence_ends:
        return sentence_ends[-1]
    half = len(pieces) // 2
    pauses = [_pause(before.cue, after.cue) for before, after in pairwise(pieces[half:])]
    if pauses and max(pauses) > 0:
        return half + 1 + pauses.index(max(pauses))
    return len(pieces)


def _passage(number: int, pieces: list[_Piece], after: list[_Piece]) -> Passage:
    first, last = pieces[0].cue, pieces[-1].cue
    words_after = [word for piece in after[:FOLLOWING_WORDS] for word in piece.words[:FOLLOWING_WORDS]]
    return Passage(
        number=number,
        start=first.start,
        end=last.end,
        speaker=first.speaker,
        text=_text(pieces),
        estimated=first.estimated,
        following=" ".join(words_after[:FOLLOWING_WORDS]),
    )


def _text(pieces: list[_Piece]) -> str:
    return " ".join(word for piece in pieces for word in piece.words)
