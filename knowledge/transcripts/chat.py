"""The chat that ran beside a meeting: what was written to everybody, and what of it is worth copying.

Read are the files and copies of Zoom, Teams and Google Meet. Who wrote is used to find where a message begins and then
dropped: no name leaves this module. What was written to one person only is dropped as well.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from io import StringIO
from itertools import islice
from typing import NamedTuple

from . import messages
from .cues import refuse
from .decode import decode

MOST_MESSAGES = 20_000
LONGEST_MESSAGE = 20_000  # characters; beyond, the rest is left out
SHORTEST_PROMPT = 40  # characters

_CLOCK = r"(?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?)"
_ZOOM = re.compile(rf"(?:\d{{4}}-\d{{2}}-\d{{2}}\s+)?{_CLOCK}\s+(?:From|Von)\s+(?P<head>[^:\n]{{1,400}}):(?P<text>.*)$")
_WHOM = re.compile(r"\s(?:to|To|an|An)\s")
_MARKED = re.compile(rf"\[(?:[^\]\n]{{0,40}}?[\s,])?{_CLOCK}\]\s+(?P<name>[^:\n]{{1,80}})(?::\s*(?P<text>.*))?$")
_NAME_AND_TIME = re.compile(
    rf"(?P<name>[^\W\d_][^:\n]{{1,80}}?)\s{{1,4}}(?:\d{{1,2}}[./]\d{{1,2}}\S{{0,5}},?\s+)?{_CLOCK}$"
)
_SPAN = re.compile(rf"{_CLOCK}(?:,\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d{{1,3}})?)?$")
_NAMED = re.compile(r"(?P<name>[^\W_][^:\n]{0,80}):\s+(?P<text>.*)$")
_TO_ALL = re.compile(r"(?:everyone|everybody|all|alle|alle teilnehmer)\b(?!.*(?:direct|direkt|privat))", re.IGNORECASE)

_TIME_COLUMNS = ("time", "timestamp", "date", "datetime", "sent", "created", "zeit", "datum")
_TEXT_COLUMNS = ("message", "text", "content", "body", "nachricht")

_FENCED = re.compile(r"```[^\n`]{0,30}\n?(.+?)```", re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>\"'`]{3,2000}")
_COMMAND = re.compile(
    r"\$ \S|=[A-Z][A-Z.]{1,30}\("
    r"|(?:sudo |git|pip3?|uv|npm|npx|docker|kubectl|curl|brew|python3?|make|ssh|winget|pwsh) \S"
    r"|(?:SELECT|INSERT INTO|UPDATE|CREATE TABLE) \S"
)
_PROMPT = re.compile(
    r"prompt\s*:|you are (?:a|an|the)\b|act as\b|(?:please )?(?:summari[sz]e|rewrite|write|list|explain|draft|compare"
    r"|translate|extract|classify|generate|create) |du bist\b|(?:fasse|schreib|liste|erkläre?|vergleiche|übersetze) ?",
    re.IGNORECASE,
)


class Worth(Enum):
    """What a part of a chat is to whoever copies it."""

    LINK = "link"
    COMMAND = "command"
    CODE = "code"
    PROMPT = "prompt"


@dataclass(frozen=True)
class Said:
    """A message to everybody; `seconds` as written: since midnight or since the start, None where no time stood."""

    seconds: float | None
    text: str


class Copyable(NamedTuple):
    worth: Worth
    text: str
    seconds: float | None


@dataclass
class _Open:
    """A message while its lines come in."""

    seconds: float | None
    kept: bool
    lines: list[str] = field(default_factory=list)


def read_chat(data: bytes) -> list[Said]:
    """The messages to everybody in their order; raises TranscriptError for what is no chat."""
    text, _problems = decode(data)
    found = list(_rows(text)) or list(islice(_messages(text.split("\n")), MOST_MESSAGES))
    if not found:
        refuse(messages.no_chat())
    return [said for said in found if said.text]


def looks_like_chat(text: str) -> bool:
    """Whether the beginning of a text is that of a meeting's chat and not of its transcript."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:6]
    if any(_ZOOM.match(line) for line in lines) or _columns(text):
        return True
    spans = [line for line in lines if _SPAN.fullmatch(line)]
    return bool(spans) and any(_NAMED.match(line) for line in lines)


def worth_copying(chat: list[Said]) -> list[Copyable]:
    """Links, commands, blocks of code and prompts in a chat, each once."""
    found = {part.text: part for said in reversed(chat) for part in _parts(said)}
    return sorted(found.values(), key=lambda part: part.seconds or 0)


def since_start(seconds: float | None, *, began: float, lasts: float) -> float | None:
    """A written time as seconds from the start: it may be a clock's or be counted already.

    `began` is the clock's second of the day at the start, `lasts` the length; an hour before and after is allowed for.

    >>> since_start(50_530, began=50_400, lasts=1_800), since_start(130, began=50_400, lasts=1_800)
    (130, 130)
    """
    if seconds is None:
        return None
    if -3600 <= seconds - began <= lasts + 3600:
        return max(seconds - began, 0)
    return seconds if seconds <= lasts + 3600 else None


def _messages(lines: list[str]) -> Iterator[Said]:
    """Messages begin with a line that names time and writer; what follows belongs to them."""
    current: _Open | None = None
    waiting = ""
    for line in lines:
        begun = _begin(line.strip(), waiting)
        waiting = line.strip() if _SPAN.fullmatch(line.strip()) else ""
        if begun:
            if current:
                yield from _closed(current)
            current = begun
        elif current and not waiting:
            current.lines.append(line.strip("\t\r").rstrip())
    if current:
        yield from _closed(current)


def _begin(line: str, waiting: str) -> _Open | None:
    """The message that begins with this line; `waiting` is a time that stood alone on the line before."""
    zoom = _ZOOM.match(line)
    if zoom:
        whom = _WHOM.split(zoom["head"])[1:]
        to_all = not whom or bool(_TO_ALL.match(whom[-1]))
        return _Open(_seconds(zoom["clock"]), to_all, [zoom["text"].strip()])
    marked = _MARKED.match(line) or _NAME_AND_TIME.match(line)
    if marked:
        return _Open(_seconds(marked["clock"]), True, [marked.groupdict().get("text") or ""])
    named = _NAMED.match(line) if waiting else None
    return _Open(_seconds(waiting.split(",")[0]), True, [named["text"]]) if named else None


def _closed(message: _Open) -> Iterator[Said]:
    if message.kept:
        yield Said(message.seconds, "\n".join(message.lines).strip()[:LONGEST_MESSAGE])


def _rows(text: str) -> Iterator[Said]:
    """The rows of an exported table with a column of messages."""
    columns = _columns(text)
    if columns is None:
        return
    time, words = columns
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    for row in list(csv.reader(StringIO(text)))[1 : MOST_MESSAGES + 1]:
        if len(row) > words:
            clock = re.search(_CLOCK, row[time]) if time is not None and len(row) > time else None
            yield Said(_seconds(clock["clock"]) if clock else None, row[words].strip()[:LONGEST_MESSAGE])


def _columns(text: str) -> tuple[int | None, int] | None:
    """Where time and message stand in a table; None when the first line is no heading of one."""
    names = [name.strip().strip('"').lower() for name in text.partition("\n")[0][:500].split(",")]
    words = next((at for at, name in enumerate(names) if name in _TEXT_COLUMNS), None)
    if words is None or len(names) < 2:
        return None
    return next((at for at, name in enumerate(names) if name in _TIME_COLUMNS), None), words


def _seconds(clock: str) -> float:
    """
    >>> _seconds("0:01:02.500"), _seconds("2:03 PM"), _seconds("12:00 AM")
    (62.5, 50580.0, 0.0)
    """
    figures = re.findall(r"\d+(?:\.\d+)?", clock)
    units = [float(unit) for unit in figures] + [0.0] * (3 - len(figures))
    half = clock[-4:].lower().replace(".", "").strip()
    if half.endswith(("am", "pm")):
        units[0] = units[0] % 12 + 12 * half.endswith("pm")
    return units[0] * 3600 + units[1] * 60 + units[2]


def _parts(said: Said) -> Iterator[Copyable]:
    rest = said.text
    for block in _FENCED.findall(rest):
        yield Copyable(Worth.CODE, block.strip("\n"), said.seconds)
    rest = _FENCED.sub("\n", rest)
    for link in _LINK.findall(rest):
        yield Copyable(Worth.LINK, link.rstrip(".,;:!?)]}"), said.seconds)
    rest = _LINK.sub("", rest).strip()
    commands = [line.strip() for line in rest.split("\n") if _COMMAND.match(line.strip())]
    for command in commands:
        yield Copyable(Worth.COMMAND, command.removeprefix("$ "), said.seconds)
    if not commands and len(rest) >= SHORTEST_PROMPT and _PROMPT.match(rest):
        yield Copyable(Worth.PROMPT, re.sub(r"^prompt\s*:\s*", "", rest, flags=re.IGNORECASE), said.seconds)
