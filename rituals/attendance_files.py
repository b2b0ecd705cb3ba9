"""Reading who was in a meeting from the list its tool exports: Zoom (commas) and Microsoft Teams (tabs, UTF-16).

Both files may begin with sections about the meeting; the people stand below the first line that names a person's name
and a duration. Whoever came back after a break stands there twice and is counted once. Knows no people and no database.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from peerlearn.core.csv_import import ImportRefused, Report

BIGGEST = 5 * 1024 * 1024
LONGEST = 24 * 3600
NAMES = {"name (original name)", "full name", "name"}
EMAILS = {"user email", "email"}
ACCOUNTS = {"participant id (upn)"}
DURATIONS = {"duration (minutes)", "total duration (minutes)", "in-meeting duration", "duration"}
LENGTH = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,5})\s*s)?")


@dataclass(frozen=True)
class Participant:
    """Somebody in the meeting for `seconds` in all; `line` is where they stand first, addresses are lower case."""

    line: int
    name: str
    addresses: tuple[str, ...]
    seconds: int


@dataclass(frozen=True)
class MeetingList:
    """The people, and the columns that were not read."""

    people: tuple[Participant, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Columns:
    names: list[str]

    def value(self, values: list[str], wanted: set[str]) -> str:
        """What stands below the first column that is called like one of `wanted`."""
        found = (value for name, value in zip(self.names, values, strict=True) if name.lower() in wanted)
        return next(found, "")

    @property
    def unread(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name and name.lower() not in NAMES | EMAILS | ACCOUNTS | DURATIONS)


def read_meeting_list(content: bytes, report: Report) -> MeetingList:
    """Everybody in the file; each line that can't be read is named in `report`.

    Raises ImportRefused for a file that can't be read at all.
    """
    rows = list(_rows(_text(content)))
    start, columns = _heading(rows)
    people = [_participant(line, values, columns, report) for line, values in _below(rows[start + 1 :])]
    return MeetingList(tuple(_joined([person for person in people if person])), columns.unread)


def _text(content: bytes) -> str:
    if not content.strip():
        raise ImportRefused(_("The file is empty."))
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ImportRefused(
            _("The file is not UTF-8. Save it as UTF-8, or take it as the meeting tool wrote it.")
        ) from None
    if "\x00" in text:
        raise ImportRefused(_("The file contains signs that cannot be stored. Take it as the meeting tool wrote it."))
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    tabs, commas = text.count("\t"), text.count(",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs > commas else ",", strict=True)
    try:
        for values in reader:
            yield reader.line_num, [value.strip() for value in values]
    except csv.Error as problem:
        unclosed = "unexpected end of data" in str(problem)
        reason = _("quote not closed") if unclosed else str(problem)
        raise ImportRefused(_("Line %(line)s: %(reason)s.") % {"line": reader.line_num, "reason": reason}) from None


def _heading(rows: list[tuple[int, list[str]]]) -> tuple[int, _Columns]:
    """Where the people's columns are named. Raises ImportRefused when no line does."""
    for place, (_line, values) in enumerate(rows):
        names = {value.lower() for value in values}
        if names & NAMES and names & DURATIONS:
            return place, _Columns(values)
    seen = {value.lower() for _line, values in rows for value in values}
    missing = "Duration (Minutes)" if seen & NAMES else "Name (Original Name)"
    words = _("Missing column: %(column)s. Expected is the list of participants that Zoom or Microsoft Teams exports.")
    raise ImportRefused(words % {"column": missing})


def _below(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The lines up to the next section."""
    for line, values in rows:
        if not any(values):
            return
        yield line, values


def _participant(line: int, values: list[str], columns: _Columns, report: Report) -> Participant | None:
    expected = len(columns.names)
    if len(values) != expected:
        words = _("has %(found)s values, expected %(expected)s.")
        report.problem(line, words % {"found": len(values), "expected": expected})
        return None
    email, account = columns.value(values, EMAILS), columns.value(values, ACCOUNTS)
    seconds = _seconds(columns.value(values, DURATIONS))
    if seconds is None:
        report.problem(line, _("“%(text)s” is no duration.") % {"text": columns.value(values, DURATIONS)[:40]})
    if email and not _is_address(email):
        report.problem(line, _("not an email address."))
    addresses = tuple(dict.fromkeys(address.lower() for address in (email, account) if "@" in address))
    return Participant(line, columns.value(values, NAMES), addresses, seconds or 0)


def _seconds(text: str) -> int | None:
    """The length in seconds of "29" (minutes) or "1h 2m 3s"; None when it is neither or longer than a day.

    >>> _seconds("29"), _seconds("1h 2m 3s"), _seconds("45s"), _seconds("soon"), _seconds("-3"), _seconds("")
    (1740, 3723, 45, None, None, None)
    """
    if text.isascii() and text.isdigit() and len(text) <= 5:
        seconds = int(text) * 60
    else:
        found = LENGTH.fullmatch(text) if text else None
        if found is None or not any(found.groups()):
            return None
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    return seconds if seconds <= LONGEST else None


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _joined(people: list[Participant]) -> Iterator[Participant]:
    """One for each address, or for each name where there is none, with their times added up."""
    found: dict[str, Participant] = {}
    for person in people:
        key = person.addresses[0] if person.addresses else person.name.casefold()
        first = found.get(key, Participant(person.line, person.name, person.addresses, 0))
        seconds = min(first.seconds + person.seconds, LONGEST)
        found[key] = Participant(first.line, first.name, first.addresses, seconds)
    yield from found.values()
