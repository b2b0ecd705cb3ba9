"""Which session a file belongs to, by what its name says: the number of the meeting, the date, the words of the title.

What came by itself is matched by the moment it came as well. Pure calculation. Two sessions that fit equally well are
no match: a person chooses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from knowledge.folding import words_of

ENOUGH_WORDS = 0.6  # of a title
ARRIVES_WITHIN = timedelta(days=3)  # of its session's start
# In a meeting's link: the number of Zoom and Teams, the code of Meet, the thread of Teams.
_NUMBER = re.compile(r"(?<!\d)\d{9,13}(?!\d)")
_GROUPED = re.compile(r"(?<!\d)\d(?:[ -]?\d){8,12}(?!\d)")
_CODE = re.compile(r"(?<![a-z])[a-z]{3}-[a-z]{4}-[a-z]{3}(?![a-z])|meeting_[A-Za-z0-9]{20,}")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[._-](\d{1,2})[._-](20\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(20\d{2})[._-]?(\d{2})[._-]?(\d{2})(?!\d)")
_UTC = re.compile(r"GMT(20\d{6}-\d{6})")


class Sign(Enum):
    """What of a file spoke for a session, weighed."""

    MEETING = 4
    DATE = 3
    TITLE = 2
    ARRIVAL = 1


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

    @property
    def sure(self) -> bool:
        """Whether nobody has to look: the meeting or its title, and the moment."""
        found = set(self.signs)
        return not found.isdisjoint({Sign.MEETING, Sign.TITLE}) and not found.isdisjoint({Sign.DATE, Sign.ARRIVAL})


def match_arrival(
    said: str, candidates: Iterable[Candidate], *, arrived_at: datetime, by_title: bool = False
) -> Match | None:
    """The session of what came by itself: as its words say, else the last one of its meeting before it came.

    With `by_title`, where the candidates are few, also the last one of its title.
    """
    among = list(candidates)
    found = best_match(said, among)
    if (found and found.sure) or _days(said):
        return found
    lately = [one for one in among if timedelta(0) <= arrived_at - one.starts_at <= ARRIVES_WITHIN]
    ways = [(Sign.MEETING, [one for one in lately if _has_meeting(said, one)])]
    if by_title:
        ways.append((Sign.TITLE, [one for one in lately if _fits(one.title, set(words_of(said)))]))
    for sign, fitting in ways:
        if fitting:
            return Match(max(fitting, key=lambda one: one.starts_at).pk, (sign, Sign.ARRIVAL))
    return found


def meetings_in(words: str) -> str:
    """Only what may be a meeting's number or code in a long text, one a line."""
    groups = (re.sub(r"[ -]", "", group) for group in _GROUPED.findall(words))
    return "\n".join([*groups, *_CODE.findall(words)])


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
    for candidate in candidates:
        same_hour = began and abs((began - candidate.starts_at).total_seconds()) < 3600
        signs = {
            Sign.MEETING: _has_meeting(filename, candidate),
            Sign.DATE: bool(same_hour or (began is None and candidate.day in days)),
            Sign.TITLE: _fits(candidate.title, words),
        }
        yield candidate.pk, tuple(sign for sign, there in signs.items() if there)


def _has_meeting(said: str, candidate: Candidate) -> bool:
    figures = re.sub(r"[ _-]", "", said)  # a meeting's number is often written in groups
    numbers, codes = _NUMBER.findall(candidate.meeting_url), set(_CODE.findall(candidate.meeting_url))
    return any(number in figures for number in numbers) or bool(codes.intersection(_CODE.findall(said)))


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
