"""WebVTT, read as browsers read it (W3C WebVTT, "WebVTT parser algorithm").

A file is a signature line, an optional header, and blocks parted by blank lines. A block is a cue when its first or
second line has an arrow; a further line with an arrow begins the next block even without a blank line. Notes, style
sheets, regions and cue settings are passed over. Where browsers drop something silently, we warn and name the line.
A cue that ends before it starts is kept, as browsers keep it: its words were said, only its end is wrong.
"""

import re
from typing import NamedTuple

from . import messages
from .cues import Cue, Parsed, Problem, refuse, refuse_long_line
from .markup import spoken_parts

ARROW = "-->"
SIGNATURE = "WEBVTT"

_TIMESTAMP = r"(?:[0-9]{1,4}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}(?![0-9])"
_TIMING = re.compile(rf"[ \t\f]*({_TIMESTAMP})[ \t\f]*-->[ \t\f]*({_TIMESTAMP})")
_WHOLE_TIMESTAMP = re.compile(_TIMESTAMP)
_MEANT_AS_TIMING = re.compile(r"\s*-?[0-9]+:[0-9:.,]+\s*(?:-{1,3}\s?>|=+>|[–—]\s?>?|→|to\b)\s*-?[0-9]")
_WITHOUT_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?![A-Za-z0-9])")
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\s*")


class _Block(NamedTuple):
    """Indexes into the lines: where the block begins, its timing line, behind its last line, where to go on."""

    begin: int
    timing: int | None
    end: int
    next: int


def is_webvtt(text: str) -> bool:
    """Whether the first line is the signature, alone or followed by a space or tab and a title."""
    first_line = text.split("\n", 1)[0]
    return first_line.startswith(SIGNATURE) and first_line[len(SIGNATURE) :][:1] in ("", " ", "\t")


def parse_webvtt(text: str) -> Parsed:
    """Cues in the order of the file; raises TranscriptError where the signature is missing or a line too long."""
    if not is_webvtt(text):
        refuse(messages.not_webvtt())
    lines = text.split("\n")
    position = _header_end(lines)
    parsed = Parsed([], [], _language(lines[1:position]))
    while position < len(lines):
        block = _next_block(lines, position)
        if block.timing is not None:
            _read_cue(lines, block, block.timing, parsed)
        elif block.end > block.begin:
            parsed.problems.extend(_left_out(lines, block))
        position = block.next
    return parsed


def _header_end(lines: list[str]) -> int:
    position = 1
    while position < len(lines) and lines[position] and ARROW not in lines[position]:
        position += 1
    return position


def _language(header: list[str]) -> str | None:
    matches = (_LANGUAGE.fullmatch(line) for line in header)
    return next((match[1] for match in matches if match), None)


def _next_block(lines: list[str], begin: int) -> _Block:
    timing = None
    for position in range(begin, len(lines)):
        line = lines[position]
        if ARROW in line:
            if timing is not None or position > begin + 1:
                return _Block(begin, timing, position, position)
            timing = position
        elif not line:
            return _Block(begin, timing, position, position + 1)
    return _Block(begin, timing, len(lines), len(lines))


def _read_cue(lines: list[str], block: _Block, timing: int, parsed: Parsed) -> None:
    number = timing + 1
    match = _TIMING.match(lines[timing])
    if match is None:
        parsed.problems.append(Problem(number, _fault_in(lines[timing])))
        return
    start, end = _seconds(match[1]), _seconds(match[2])
    if end < start:
        parsed.problems.append(Problem(number, messages.ends_before_start()))
    payload = lines[number : block.end]
    for offset, line in enumerate(payload, start=1):
        refuse_long_line(line, number + offset)
    parsed.cues.extend(Cue(start, end, part.speaker, part.text, number) for part in spoken_parts("\n".join(payload)))


def _seconds(timestamp: str) -> float:
    clock, milliseconds = timestamp.split(".")
    seconds = 0
    for unit in clock.split(":"):
        seconds = seconds * 60 + int(unit)
    return (seconds * 1000 + int(milliseconds)) / 1000


def _fault_in(line: str) -> str:
    """Names the time that cannot be read; where there is none, says what the line should look like."""
    start, _, rest = line.partition(ARROW)
    end = rest.split(maxsplit=1)[0] if rest.strip() else ""
    for written in (start.strip(), end):
        if not _WHOLE_TIMESTAMP.fullmatch(written):
            return messages.not_a_time(written) if ":" in written else messages.expected_webvtt_timing()
    return messages.expected_webvtt_timing()


def _left_out(lines: list[str], block: _Block) -> list[Problem]:
    if _WITHOUT_CUES.match(lines[block.begin]):
        return []
    for position in range(block.begin, block.end):
        if _MEANT_AS_TIMING.match(lines[position]):
            return [Problem(position + 1, messages.expected_webvtt_timing())]
    return [Problem(block.begin + 1, messages.outside_caption())]
