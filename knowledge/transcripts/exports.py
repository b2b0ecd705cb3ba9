"""Text as meeting tools export it: a line with name and time stands above what was said.

Otter and Teams write `Ana Kovač  0:05`, Zoom `[Ana Kovač] 14:03:12` by the clock on the wall. Such lines are rewritten
to what text with speakers looks like, line by line, so that every warning still names the right line.
"""

import re

_HEADING = re.compile(
    r"(?:\[(?P<clocked>[^\]\n:]{1,80})\]|(?P<name>[^\W\d_][^:\n\[\]]{0,79}?))\s{1,4}(?P<time>\d{1,3}:\d{2}(?::\d{2})?)\s*$"
)
FEWEST = 2


def with_speakers(text: str) -> str:
    """The text with headings of name and time as speakers and marks; any other text as it is.

    >>> with_speakers("Ana  0:05\\nWe start.\\n\\nBen  1:02\\nWhy?").split("\\n")[3]
    '**Ben:** [1:02]'
    """
    lines = text.split("\n")
    headings = {number: found for number, line in enumerate(lines) if (found := _HEADING.match(line.strip()))}
    if not _is_export(lines, set(headings)):
        return text
    first = _seconds(next(iter(headings.values()))["time"])
    for number, found in headings.items():
        seconds = _seconds(found["time"]) - (first if found["clocked"] else 0)
        lines[number] = f"**{(found['clocked'] or found['name']).strip()}:** [{_mark(max(seconds, 0))}]"
    return "\n".join(lines)


def _is_export(lines: list[str], headings: set[int]) -> bool:
    """It begins with a heading, has another one, and below each stands what was said."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    said = [number + 1 < len(lines) and lines[number + 1].strip() and number + 1 not in headings for number in headings]
    return first in headings and len(headings) >= FEWEST and all(said)


def _seconds(time: str) -> int:
    seconds = 0
    for unit in time.split(":"):
        seconds = seconds * 60 + int(unit)
    return seconds


def _mark(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    return f"{minutes}:{second:02}" if minutes < 1000 else f"{minutes // 60}:{minutes % 60:02}:{second:02}"
