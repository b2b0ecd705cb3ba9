"""Chapters of a recording: from notes that carry times, else from where the talk turns to other words.

Notes such as "12:30 Setup" are what a person wrote, so they come before anything that is computed. What is computed
compares the words before and after each passage: where they share least, a new part begins. It is named by the phrase
that this part says and the others hardly do.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.folding import words_of
from knowledge.understanding.phrases import Counts, Phrase, Rarity, cosine, counted, stems
from knowledge.understanding.said import Said

AN_HOUR = 3600
EACH_HOUR = 6
FEWEST_AN_HOUR, MOST_AN_HOUR = 3, 10
SHORTEST_TALK = 6 * 60  # seconds; a shorter one is found without chapters
SHORTEST_CHAPTER = 2 * 60
WINDOW = 6  # passages on either side of a possible turn
FEWEST_TIMES = {1: 4, 2: 2, 3: 2}  # that a phrase of so many words comes in a part that is named by it
COMMON_WORD = 0.5
LONGEST_TITLE = 120  # characters
BEGINS_WITHIN = 1 / 4  # of the recording: times of the day would begin later

_TIMED_LINE = re.compile(
    r"^[\s>*_\-#\[(]*(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)[\])*_]*\s*[-–—:|.]?\s*(?P<title>\S.*)$"
)


@dataclass(frozen=True)
class ChapterIdea:
    title: str
    starts: float


def chapters_in_notes(notes: str, *, duration: float | None) -> list[ChapterIdea]:
    """The lines of notes that begin with a time of the recording, at least two of them and in order.

    More than ten an hour are minutes, not chapters.
    """
    found = [idea for line in notes.splitlines() if (idea := _timed(line))]
    in_order = all(before.starts < after.starts for before, after in pairwise(found))
    if len(found) < 2 or not in_order:
        return []
    end = duration or found[-1].starts
    if not found[0].starts <= end * BEGINS_WITHIN or found[-1].starts > end:
        return []
    return found if len(found) <= max(MOST_AN_HOUR * end / AN_HOUR, FEWEST_AN_HOUR) else []


def chapters_in_talk(
    passages: Sequence[Said], rarity: Rarity, *, names: frozenset[str] = frozenset()
) -> list[ChapterIdea]:
    """Three to ten chapters an hour of a transcript with times; `names` of people make no title."""
    timed = [passage for passage in passages if passage.starts is not None]
    if not timed:
        return []
    begin, end = _second(timed[0]), _second(timed[-1])
    length = end - begin
    if length < SHORTEST_TALK:
        return []
    turns = _turns(timed, most=_how_many(length) - 1, shortest=max(SHORTEST_CHAPTER, length / (3 * _how_many(length))))
    parts = [timed[first:last] for first, last in pairwise([0, *turns, len(timed)])]
    titles = _titles([counted(passage.text for passage in part) for part in parts], rarity, names)
    return [ChapterIdea(title, _second(part[0])) for title, part in zip(titles, parts, strict=True) if title]


def _timed(line: str) -> ChapterIdea | None:
    match = _TIMED_LINE.match(line)
    if match is None:
        return None
    starts = int(match["hours"] or 0) * AN_HOUR + int(match["minutes"]) * 60 + int(match["seconds"])
    title = match["title"].strip(" *_#").strip()
    return ChapterIdea(title[:LONGEST_TITLE], starts) if title else None


def _how_many(length: float) -> int:
    hours = length / AN_HOUR
    wanted = round(EACH_HOUR * hours)
    return max(min(wanted, math.floor(MOST_AN_HOUR * hours)), math.ceil(FEWEST_AN_HOUR * hours), 2)


def _turns(passages: Sequence[Said], *, most: int, shortest: float) -> list[int]:
    """The passages at which a new part begins, where the words before and after share least."""
    words = [Counter(stems(passage.text)) for passage in passages]
    likeness = [_likeness(words, gap) for gap in range(1, len(words))]
    depths = sorted((-_depth(likeness, at), at + 1) for at in range(len(likeness)))
    taken: list[int] = []
    edges = [_second(passages[0]), _second(passages[-1])]
    for depth, passage in depths:
        second = _second(passages[passage])
        if depth < 0 and len(taken) < most and all(abs(second - edge) >= shortest for edge in edges):
            taken.append(passage)
            edges.append(second)
    return sorted(taken)


def _likeness(words: Sequence[Counter[str]], gap: int) -> float:
    """The cosine of the words before and after a gap; speech on either side counts equally."""
    before, after = Counter[str](), Counter[str]()
    for passage in words[max(gap - WINDOW, 0) : gap]:
        before.update(passage)
    for passage in words[gap : gap + WINDOW]:
        after.update(passage)
    return cosine(before, after)


def _depth(likeness: Sequence[float], at: int) -> float:
    """How far the likeness falls at a gap, from the hills on its left and right."""
    left = right = likeness[at]
    for value in reversed(likeness[:at]):
        if value < left:
            break
        left = value
    for value in likeness[at + 1 :]:
        if value < right:
            break
        right = value
    return (left - likeness[at]) + (right - likeness[at])


def _titles(parts: Sequence[Counts], rarity: Rarity, names: frozenset[str]) -> list[str]:
    """For each part the phrase that tells it from the others, each phrase once."""
    within = Counter(phrase for part in parts for phrase in part.times)
    excluded = {word for name in names for word in words_of(name)}
    titles: list[str] = []
    used: set[str] = set()
    for part in parts:
        best = _best_phrase(part, within, len(parts), rarity, used | excluded)
        used.update(best)
        spelling = part.spelling(best) if best else ""
        titles.append(spelling[:1].upper() + spelling[1:LONGEST_TITLE])
    return titles


def _best_phrase(part: Counts, within: Counter[Phrase], parts: int, rarity: Rarity, barred: set[str]) -> Phrase:
    weighed = (
        (-_strength(phrase, times, within[phrase], parts, rarity) * _telling(phrase, part), phrase)
        for phrase, times in part.times.items()
        if times >= FEWEST_TIMES[len(phrase)] and barred.isdisjoint(phrase)
    )
    return min(weighed, default=(0.0, ()))[1]


def _strength(phrase: Phrase, times: int, parts_with: int, parts: int, rarity: Rarity) -> float:
    return math.log2(times) * math.log((1 + parts) / parts_with) * rarity.of_phrase(phrase) ** 2


def _telling(phrase: Phrase, part: Counts) -> float:
    """A common word alone says little, unless it is the name of something."""
    return 1.0 if len(phrase) > 1 or part.is_a_name(phrase) else COMMON_WORD


def _second(passage: Said) -> float:
    return passage.starts or 0.0
