"""SubRip (SRT), read tolerantly: there is no standard, only what editors write.

Everything between two timing lines belongs to the first of them, blank lines included; the number above a timing line
may be missing. Seconds take a comma or a point and one to three decimals, meant as decimals: `03,1` is 3.1 s.
A line that is meant as a timing but cannot be read drops its cue, with a warning.
"""

import re

from . import messages
from .cues import Cue, Parsed, Problem, refuse_long_line
from .markup import spoken_parts

_TIMESTAMP = r"(?:[0-9]{1,4}:)?[0-5]?[0-9]:[0-5]?[0-9](?:[.,][0-9]{1,3})?(?![0-9:.,])"
_TIMING = re.compile(rf"\s*({_TIMESTAMP})\s*-->\s*({_TIMESTAMP})(?:\s.*)?")
_WHOLE_TIMESTAMP = re.compile(_TIMESTAMP)
_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")
_MEANT_AS_TIMING = re.compile(r"\s*[-+]?[0-9]+\s?:\s?[0-9:.,\s]*(?:-{1,3}\s?>|=+>|[–—]\s?>?|→|-{2})\s*\S")
_ARROW = re.compile(r"\s*-->")
_POSITION = re.compile(r"\{\\[^{}]*\}")


def looks_like_srt(text: str) -> bool:
    """Whether one of the first lines is a timing, for files whose name does not tell."""
    return any(_TIMING.fullmatch(line) for line in text.split("\n", 20)[:20])


def parse_srt(text: str) -> Parsed:
    """Cues in the order of the file; raises TranscriptError where a line is too long."""
    lines = text.split("\n")
    timings = [index for index, line in enumerate(lines) if _is_timing(lines, index, line)]
    parsed = Parsed([], [])
    if stray := _first_stray(lines, timings[0] if timings else len(lines)):
        parsed.problems.append(stray)
    for index, following in zip(timings, [*timings[1:], len(lines)], strict=False):
        _read_cue(lines, index, following, parsed)
    return parsed


def _is_timing(lines: list[str], index: int, line: str) -> bool:
    if _MEANT_AS_TIMING.match(line):
        return True
    follows_number = index > 0 and _NUMBER.fullmatch(lines[index - 1]) is not None
    return "-->" in line and (follows_number or _ARROW.match(line) is not None)


def _first_stray(lines: list[str], end: int) -> Problem | None:
    """Text before the first timing has no time, so it cannot be kept."""
    for index, line in enumerate(lines[:end]):
        if line.strip() and not _NUMBER.fullmatch(line):
            return Problem(index + 1, messages.outside_caption())
    return None


def _read_cue(lines: list[str], index: int, following: int, parsed: Parsed) -> None:
    number = index + 1
    match = _TIMING.fullmatch(lines[index])
    if match is None:
        parsed.problems.append(Problem(number, _fault_in(lines[index])))
        return
    start, end = _seconds(match[1]), _seconds(match[2])
    if end < start:
        parsed.problems.append(Problem(number, messages.ends_before_start()))
        return
    payload = _payload(lines, number, following)
    for offset, line in enumerate(payload, start=1):
        refuse_long_line(line, number + offset)
    caption = _POSITION.sub("", "\n".join(payload)).strip()
    parsed.cues.extend(Cue(start, end, part.speaker, part.text, number) for part in spoken_parts(caption))


def _payload(lines: list[str], begin: int, following: int) -> list[str]:
    """The caption's lines, without the number that stands above the following timing."""
    end = following
    if following < len(lines) and following > begin and _NUMBER.fullmatch(lines[following - 1]):
        end -= 1
    return lines[begin:end]


def _seconds(timestamp: str) -> float:
    clock, _, decimals = timestamp.replace(",", ".").partition(".")
    seconds = 0
    for unit in clock.split(":"):
        seconds = seconds * 60 + int(unit)
    return (seconds * 1000 + int(decimals.ljust(3, "0") or 0)) / 1000


def _fault_in(line: str) -> str:
    """Names the time that cannot be read; where the arrow is wrong, says what the line should look like."""
    start, arrow, rest = line.partition("-->")
    if not arrow:
        return messages.expected_srt_timing()
    end = rest.split(maxsplit=1)[0] if rest.strip() else ""
    for written in (start.strip(), end):
        if not _WHOLE_TIMESTAMP.fullmatch(written):
            return messages.not_a_time(written) if ":" in written else messages.expected_srt_timing()
    return messages.expected_srt_timing()
