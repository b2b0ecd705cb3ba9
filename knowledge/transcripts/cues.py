"""What a transcript consists of once it has been read, whatever format it came in.

A transcript is a list of cues: something said, by somebody, at some time of the recording. What had to be repaired on
the way is told in warnings that name the line; what cannot be repaired is refused with a `TranscriptError`.
"""

from dataclasses import dataclass
from typing import Literal, NoReturn

from . import messages

Format = Literal["vtt", "srt", "text"]

LONGEST_LINE = 2_000
"""Characters; a spoken line is far shorter, and search cannot index lines without bound."""


class TranscriptError(ValueError):
    """A file that is not taken in; the message is meant for its sender and names line and reason."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words with their place in the recording.

    `start` and `end` are seconds, None where the file has no times. `speaker` is empty where the file names none.
    `line` is the line of the file the cue begins at. `estimated` says that `start` was interpolated.
    """

    start: float | None
    end: float | None
    speaker: str
    text: str
    line: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A repaired fault: the line it stands on and a sentence without the line."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one format's reader hands back."""

    cues: list[Cue]
    problems: list[Problem]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript ready to be shown before it is saved; `language` is a tag such as "de", None where unsaid."""

    cues: list[Cue]
    warnings: list[str]
    format: Format
    language: str | None


def refuse(reason: str) -> NoReturn:
    raise TranscriptError(reason)


def refuse_long_line(line: str, number: int) -> None:
    if len(line) > LONGEST_LINE:
        refuse(messages.line_too_long(number, LONGEST_LINE))


def in_order(cues: list[Cue]) -> tuple[list[Cue], list[Problem]]:
    """Cues sorted by time as players sort them: earliest start first, of two with one start the longer first."""
    problems = []
    latest = 0.0
    for cue in cues:
        start = cue.start or 0.0
        if start < latest:
            problems.append(Problem(cue.line, messages.out_of_order()))
        latest = max(latest, start)
    return sorted(cues, key=_place), problems


def _place(cue: Cue) -> tuple[float, float]:
    return cue.start or 0.0, -(cue.end or 0.0)
