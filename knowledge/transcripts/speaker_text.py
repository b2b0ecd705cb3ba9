"""Text with speakers: lines `Ana: …` or `**Ana:** …`, with optional marks `[mm:ss]` or `[h:mm:ss]`.

A paragraph without a speaker continues the last one. Turns are split at sentence ends, one cue a sentence. A cue that
begins at a mark has that time; others are interpolated by words between the marks around them and said to be
estimated: from 0:00 up to the first mark, after the last mark at the pace of the marked part. Without marks no cue has
a time. The words of the file are the words of the cues, in order, none lost and none added.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from . import messages
from .cues import Cue, Parsed, Problem, refuse_long_line
from .names import Prefix, prefix_of, speakers_among
from .spoken import ends_sentence, spoken_text

# Hours may carry a fraction or a frame number, as editing programs write them; whole seconds are enough here.
MARK = re.compile(
    r"\\?\[\s*(?P<time>[0-9]{1,3}:[0-9]{2}|[0-9]{1,3}:[0-5][0-9]:[0-9]{2})(?:(?<=:[0-9]{2}:[0-9]{2})[.:][0-9]{1,3})?"
    r"\s*\\?\](?!\()"
)
_LEADING_MARKS = re.compile(rf"(?:{MARK.pattern.replace('?P<time>', '')}\s*)+")
_NOTHING_SAID = re.compile(r"\s*(?:to|[-–—])?\s*\\?\s*")

PAUSES = frozenset({"ad", "break", "intro", "jingle", "music", "outro"})
"""Headings that podcasts put where nobody speaks; with a mark and no words they are not speakers."""

WORDS_PER_SECOND = 2.5
SLOWEST, FASTEST = 1.0, 5.0


class _Mark(NamedTuple):
    """A time of the recording, and how many words were said before it."""

    word: int
    seconds: float


class _Line(NamedTuple):
    number: int
    speaker: str | None
    text: str


@dataclass(slots=True)
class _Paragraph:
    speaker: str
    line: int
    first_word: int
    words: list[str] = field(default_factory=list)


def parse_speaker_text(text: str) -> Parsed:
    """Cues in the order of the file; raises TranscriptError for a word longer than any line may be."""
    problems: list[Problem] = []
    paragraphs, marks = _paragraphs(_lines(text), problems)
    clock = _Clock(marks)
    cues = [cue for paragraph in paragraphs for cue in _sentences(paragraph, clock)]
    return Parsed(cues, problems)


def _lines(text: str) -> list[_Line]:
    """The lines with their speakers; which prefixes are speakers is only known once all were seen."""
    raw = text.split("\n")
    prefixes = [_prefix_behind_marks(line) for line in raw]
    speakers = speakers_among(filter(None, prefixes), is_dialogue=_is_dialogue(raw, prefixes))
    return [
        _Line(number, prefix.name, prefix.rest) if prefix and prefix.name in speakers else _Line(number, None, line)
        for number, (line, prefix) in enumerate(zip(raw, prefixes, strict=True), start=1)
    ]


def _is_dialogue(lines: list[str], prefixes: list[Prefix | None]) -> bool:
    """Whether the text opens with a name, or at least half of its paragraphs do."""
    named = [
        prefix is not None
        for line, before, prefix in zip(lines, ["", *lines], prefixes, strict=False)
        if line.strip() and (prefix or not before.strip())
    ]
    return bool(named) and (named[0] or sum(named) * 2 >= len(named))


def _prefix_behind_marks(line: str) -> Prefix | None:
    """A mark may stand before the speaker: `[00:12] Ana: …`; it stays with the text."""
    line = line.strip()
    leading = _LEADING_MARKS.match(line)
    marks = leading[0] if leading else ""
    prefix = prefix_of(line[len(marks) :])
    return prefix and prefix._replace(rest=marks + prefix.rest)


def _paragraphs(lines: list[_Line], problems: list[Problem]) -> tuple[list[_Paragraph], list[_Mark]]:
    paragraphs: list[_Paragraph] = []
    marks: list[_Mark] = []
    speaker, words, begins = "", 0, True
    for line in lines:
        pieces = _pieces(line.text)
        if line.speaker is not None and not _is_pause(line, pieces):
            speaker, begins = line.speaker, True
        if line.speaker is None and not line.text.strip():
            begins = True
        for written, said in pieces:
            if written:
                _add_mark(marks, written, words, line.number, problems)
            spoken = spoken_text(said).split()
            if not spoken:
                continue
            if begins:
                paragraphs.append(_Paragraph(speaker, line.number, words))
                begins = False
            paragraphs[-1].words.extend(spoken)
            words += len(spoken)
            refuse_long_line(max(spoken, key=len), line.number)
    return paragraphs, marks


def _pieces(text: str) -> list[tuple[str, str]]:
    """The text cut at its marks: pairs of a mark ("" before the first one) and the text behind it."""
    cut = MARK.split(text)
    pieces = [("", cut[0]), *zip(cut[1::2], cut[2::2], strict=True)]
    if len(pieces) > 1 and all(_NOTHING_SAID.fullmatch(said) for _, said in pieces):
        return [(written, "") for written, _ in pieces]
    return pieces


def _is_pause(line: _Line, pieces: list[tuple[str, str]]) -> bool:
    return (line.speaker or "").lower() in PAUSES and not any(said.strip() for _, said in pieces)


def _add_mark(marks: list[_Mark], written: str, words: int, line: int, problems: list[Problem]) -> None:
    units = [int(unit) for unit in written.split(":")]
    if units[-1] > 59:
        problems.append(Problem(line, messages.not_a_time(written)))
        return
    seconds = 0.0
    for unit in units:
        seconds = seconds * 60 + unit
    if marks and seconds < marks[-1].seconds:
        problems.append(Problem(line, messages.mark_runs_back(f"[{written}]")))
    else:
        marks.append(_Mark(words, seconds))


def _sentences(paragraph: _Paragraph, clock: "_Clock") -> list[Cue]:
    words = paragraph.words
    ends = [
        position
        for position, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True), start=1)
        if position == len(words) or ends_sentence(word, following)
    ]
    return [
        Cue(
            start=clock.start(paragraph.first_word + begin),
            end=clock.end(paragraph.first_word + end),
            speaker=paragraph.speaker,
            text=" ".join(words[begin:end]),
            line=paragraph.line,
            estimated=clock.estimates(paragraph.first_word + begin),
        )
        for begin, end in zip([0, *ends], ends, strict=False)
    ]


class _Clock:
    """Tells when a word is spoken, from the marks and the number of words between them."""

    def __init__(self, marks: list[_Mark]) -> None:
        self._marked = frozenset(mark.word for mark in marks)
        self._marks = [_Mark(0, 0.0), *marks] if marks and marks[0].word else marks
        self._words = [mark.word for mark in self._marks]
        self._pace = _pace(self._marks)

    def estimates(self, word: int) -> bool:
        return bool(self._marks) and word not in self._marked

    def start(self, word: int) -> float | None:
        """When the word begins: behind a pause, if one is marked just before it."""
        return self._at(word, bisect_right(self._words, word))

    def end(self, word: int) -> float | None:
        """When the word before begins to be over: ahead of a pause, if one is marked there."""
        return self._at(word, max(1, bisect_left(self._words, word)))

    def _at(self, word: int, following: int) -> float | None:
        if not self._marks:
            return None
        before = self._marks[following - 1]
        if following == len(self._marks):
            return round(before.seconds + (word - before.word) / self._pace, 2)
        after = self._marks[following]
        if after.word == before.word:
            return before.seconds
        share = (word - before.word) / (after.word - before.word)
        return round(before.seconds + share * (after.seconds - before.seconds), 2)


def _pace(marks: list[_Mark]) -> float:
    """Words a second over the marked part, kept within what people speak."""
    if not marks or marks[-1].seconds == marks[0].seconds:
        return WORDS_PER_SECOND
    measured = (marks[-1].word - marks[0].word) / (marks[-1].seconds - marks[0].seconds)
    return min(FASTEST, max(SLOWEST, measured))
