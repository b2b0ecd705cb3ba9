"""Reads past sessions from a file of JSON lines and says what is wrong with each, by line and reason.

Nothing is written here; `knowledge.services.session_import` takes what is good.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.transcripts import Transcript, TranscriptError, read_transcript, refuse_oversize
from peerlearn.core.csv_import import Report
from rituals.enums import RitualKind

REQUIRED: dict[str, type] = {"id": str, "title": str, "starts_at": str, "duration_minutes": int}
OPTIONAL: dict[str, type] = {
    "ritual": str,
    "program": str,
    "kind": str,
    "abstract": str,
    "teachers": list,
    "attendees": list,
    "topics": list,
    "recording_url": str,
    "transcript": str,
    "notes": str,
}
LIMITS = {
    "id": 300,
    "title": 500,
    "ritual": 200,
    "program": 200,
    "recording_url": 1000,
}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST_TEXT = 500_000
LONGEST_TOPIC = 100
LONGEST_MINUTES = 12 * 60


class Bad(ValueError):
    """Why a line is not taken; the message is for the person who made the file."""


@dataclass(frozen=True)
class Record:
    """A past session as its line tells it; `source` is the transcript file as it came."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    ritual: str = ""
    program: str = ""
    kind: RitualKind = RitualKind.TEACH_IN
    abstract: str = ""
    notes: str = ""
    teachers: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    recording_url: str = ""
    filename: str = ""
    source: bytes = b""
    transcript: Transcript | None = None


@dataclass
class Known:
    """What the lines may refer to: emails of people, programs by name and slug, ids already here."""

    emails: frozenset[str]
    programs: frozenset[str]
    ids: frozenset[str]
    lines: dict[str, int] = field(default_factory=dict)


def read_records(
    lines: Iterable[tuple[int, str]], *, files: Path | None, known: Known, now: datetime, report: Report
) -> Iterator[Record]:
    """The good records that are not here yet. Bad lines go into the report, known ids count as unchanged.

    `files` is where transcripts lie; what is not over at `now` is bad.
    """
    for number, line in lines:
        if not line.strip():
            continue
        try:
            values = _values(line)
            _check_once(values["id"], number, known)
            if values["id"] in known.ids:
                report.unchanged += 1
            else:
                yield _record(values, files, known, now)
        except Bad as problem:
            report.problem(number, str(problem))


def _values(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as problem:
        raise Bad(f"not JSON ({problem.msg}).") from None
    except RecursionError:
        raise Bad("not JSON (nested too deeply).") from None
    except ValueError:
        raise Bad("not JSON (a number with too many digits).") from None
    if not isinstance(values, dict):
        raise Bad("not a JSON object.")
    for name in REQUIRED:
        if values.get(name) in (None, ""):
            raise Bad(f"Missing field: {name}. Expected: {', '.join(REQUIRED)}.")
    for name, value in values.items():
        _check_value(name, value)
    return {name: value for name, value in values.items() if value is not None}


def _check_value(name: str, value: Any) -> None:
    kind = (REQUIRED | OPTIONAL).get(name)
    if kind is None:
        raise Bad(f"Unknown field: {name}. Expected: {', '.join(REQUIRED | OPTIONAL)}.")
    if value is None:
        return
    if not isinstance(value, kind) or isinstance(value, bool):
        words = {str: "text", int: "a whole number", list: "a list of texts"}[kind]
        raise Bad(f"{name} is not {words}.")
    for text in _texts_of(value):
        if not isinstance(text, str):
            raise Bad(f"{name} is not a list of texts.")
        if _UNSTORABLE.search(text):
            raise Bad(f"{name} contains a character that cannot be stored.")
        if len(text) > LIMITS.get(name, LONGEST_TEXT):
            raise Bad(f"{name} has {len(text):,} characters; at most {LIMITS.get(name, LONGEST_TEXT):,}.")


def _texts_of(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else []


def _check_once(identity: str, number: int, known: Known) -> None:
    first = known.lines.setdefault(identity, number)
    if first != number:
        raise Bad(f"the id {identity} stands on line {first} already.")


def _record(values: dict[str, Any], files: Path | None, known: Known, now: datetime) -> Record:
    starts_at, ends_at = _times(values, now)
    path = _transcript_path(values["transcript"], files) if values.get("transcript") else None
    source, transcript = _read(path, values["transcript"]) if path else (b"", None)
    return Record(
        id=values["id"],
        title=_title(values["title"]),
        starts_at=starts_at,
        ends_at=ends_at,
        ritual=values.get("ritual", ""),
        program=_program(values.get("program", ""), known),
        kind=_kind(values.get("kind", RitualKind.TEACH_IN)),
        abstract=values.get("abstract", ""),
        notes=values.get("notes", ""),
        teachers=_emails(values.get("teachers", []), known),
        attendees=_emails(values.get("attendees", []), known),
        topics=_topics(values.get("topics", [])),
        recording_url=_link(values.get("recording_url", "")),
        filename=path.name if path else "",
        source=source,
        transcript=transcript,
    )


def _title(title: str) -> str:
    shown = " ".join(title.split())
    if not any(letter.isprintable() and not letter.isspace() for letter in shown):
        raise Bad("title is empty.")
    return shown


def _times(values: dict[str, Any], now: datetime) -> tuple[datetime, datetime]:
    try:
        starts_at = datetime.fromisoformat(values["starts_at"])
    except ValueError:
        raise Bad(f"starts_at is not a date and time: {values['starts_at'][:40]}.") from None
    if starts_at.tzinfo is None:
        raise Bad("starts_at has no offset, such as +01:00 or Z.")
    minutes = values["duration_minutes"]
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Bad(f"duration_minutes is {minutes}; expected 1 to {LONGEST_MINUTES}.")
    if not 1970 <= starts_at.year < 2100:
        raise Bad("starts_at is not between 1970 and 2100.")
    ends_at = starts_at + timedelta(minutes=minutes)
    if ends_at > now:
        raise Bad("starts_at: the session is not over yet; only past ones are imported.")
    return starts_at, ends_at


def _program(name: str, known: Known) -> str:
    if name and name not in known.programs:
        raise Bad(f"unknown program: {name}.")
    return name


def _kind(value: str) -> RitualKind:
    try:
        return RitualKind(value)
    except ValueError:
        raise Bad(f"unknown kind: {value[:40]}. Expected: {', '.join(RitualKind.values)}.") from None


def _emails(emails: list[str], known: Known) -> tuple[str, ...]:
    folded = dict.fromkeys(email.strip().lower() for email in emails)
    for email in folded:
        if email not in known.emails:
            raise Bad(f"unknown email: {email[:80]}.")
    return tuple(folded)


def _topics(names: list[str]) -> tuple[str, ...]:
    for name in names:
        if len(name) > LONGEST_TOPIC:
            raise Bad(f"a topic has {len(name)} characters; at most {LONGEST_TOPIC}.")
    return tuple(name for name in names if name.strip())


def _link(url: str) -> str:
    try:
        address = urlsplit(url)
    except ValueError:
        raise Bad("recording_url is not an address.") from None
    if url and (address.scheme not in ("http", "https") or not address.netloc):
        raise Bad("recording_url is not an http or https address.")
    return url


def _transcript_path(name: str, files: Path | None) -> Path:
    if files is None:
        raise Bad(f"names the transcript {name[:80]}; say with --files where it lies.")
    try:
        path = (files / name).resolve()
        is_there = path.is_file()
    except (OSError, RuntimeError):  # a name too long, a link to itself
        raise Bad(f"the transcript {name[:80]} cannot be read.") from None
    if not path.is_relative_to(files.resolve()):
        raise Bad(f"the transcript {name[:80]} lies outside of {files}.")
    if not is_there:
        raise Bad(f"the transcript {name[:80]} is not there.")
    return path


def _read(path: Path, name: str) -> tuple[bytes, Transcript]:
    try:
        refuse_oversize(path.stat().st_size)
        source = path.read_bytes()
        return source, read_transcript(source, filename=path.name)
    except TranscriptError as problem:
        raise Bad(f"{name}: {problem}") from None
    except OSError as problem:
        raise Bad(f"{name}: {problem.strerror}.") from None
