"""Which session a file belongs to, by its name alone: the number of the meeting, the date, the words of the title.

Pure calculation. Two sessions that fit equally well are no match: a person chooses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

from knowledge.folding import words_of

ENOUGH_WORDS = 0.6  # of a title
_MEETING = re.compile(r"(?<!\d)\d{9,12}(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[._-](\d{1,2})[._-](20\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(20\d{2})[._-]?(\d{2})[._-]?(\d{2})(?!\d)")
_UTC = re.compile(r"GMT(20\d{6}-\d{6})")


class Sign(Enum):
    """What of a file's name spoke for a session, weighed."""

    MEETING = 4
    DATE = 3
    TITLE = 2


@dataclass(frozen=True)
class Candidate:
    """A session as file names tell it; `day` in its own zone."""

    pk: int
    title: str
    starts_at: datetime
    day: date
    meeting_url: str = ""


@dataclass(frozen=True)
class Match:
    pk: int
    signs: tuple[Sign, ...]


def best_match(filename: str, candidates: Iterable[Candidate]) -> Match | None:
    """The one session that fits best, None when none does or two do equally."""
    found = [(sum(sign.value for sign in signs), pk, signs) for pk, signs in _signs(filename, candidates) if signs]
    if not found:
        return None
    most = max(weight for weight, _pk, _signs in found)
    best = [Match(pk, signs) for weight, pk, signs in found if weight == most]
    return best[0] if len(best) == 1 else None


def _signs(filename: str, candidates: Iterable[Candidate]) -> Iterable[tuple[int, tuple[Sign, ...]]]:
    days, words, began = _days(filename), set(words_of(filename)), _began(filename)
    figures = re.sub(r"[ _-]", "", filename)  # a meeting's number is often written in groups
    for candidate in candidates:
        same_hour = began and abs((began - candidate.starts_at).total_seconds()) < 3600
        signs = {
            Sign.MEETING: any(number in figures for number in _MEETING.findall(candidate.meeting_url)),
            Sign.DATE: bool(same_hour or (began is None and candidate.day in days)),
            Sign.TITLE: _fits(candidate.title, words),
        }
        yield candidate.pk, tuple(sign for sign, there in signs.items() if there)


def _fits(title: str, words: set[str]) -> bool:
    own = {word for word in words_of(title) if len(word) > 2}
    return bool(own) and len(own & words) >= max(ENOUGH_WORDS * len(own), min(len(own), 2))


def _days(filename: str) -> set[date]:
    written = [(year, month, day) for year, month, day in _YEAR_FIRST.findall(filename)]
    written += [(year, month, day) for day, month, year in _DAY_FIRST.findall(filename)]
    written += [(year, month, day) for month, day, year in _DAY_FIRST.findall(filename)]
    return {day for parts in written if (day := _day(*map(int, parts)))}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _began(filename: str) -> datetime | None:
    """Some tools write the moment at which they began to record."""
    written = _UTC.search(filename)
    try:
        return datetime.strptime(written[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if written else None
    except ValueError:
        return None
