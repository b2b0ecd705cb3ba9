"""Sessions to search through: each a mixture of passages of real talks, as long as one of them, with a real title,
topics and teachers.

The same seed gives the same sessions, and a smaller corpus is the beginning of a larger one. Without a folder of real
talks they are made of made-up words, which are as unevenly frequent as real ones.
"""

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import unescape
from itertools import accumulate
from pathlib import Path
from typing import Any

SEED = 7
RUN = (4, 12)  # paragraphs in a row from the same talk
SECONDS_PER_WORD = 0.4
FIRST_DAY = datetime(2019, 1, 1, 12, tzinfo=UTC)  # of made-up sessions
PART = 500  # sessions of one file to import
_SPEAKER = re.compile(r"\*\*[^*:]{1,60}:\*\*\s*")
_MARK = re.compile(r"\\?\[[\d:. ]+\\?\]\s*")


@dataclass(frozen=True)
class Heading:
    """What a session is filed under."""

    title: str
    abstract: str
    starts_at: str
    topics: tuple[str, ...]
    teachers: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """What mixtures are made of: `talks` as lists of paragraphs, `names` by email."""

    talks: tuple[tuple[str, ...], ...]
    headings: tuple[Heading, ...]
    names: dict[str, str]

    @cached_property
    def lengths(self) -> list[int]:
        """The words of each talk."""
        return [sum(_words_in(text) for text in talk) for talk in self.talks]


@dataclass(frozen=True)
class Mixture:
    """One session: its paragraphs with who speaks in each."""

    number: int
    heading: Heading
    turns: tuple[tuple[str, str], ...]

    @cached_property
    def words(self) -> list[str]:
        return re.findall(r"[^\W_]+", " ".join(text for _speaker, text in self.turns).casefold())

    def transcript(self) -> str:
        """As text with speakers, every fifth turn with its time."""
        lines, said = [], 0
        for place, (speaker, text) in enumerate(self.turns):
            minutes, seconds = divmod(int(said * SECONDS_PER_WORD), 60)
            mark = "" if place % 5 else f"[{minutes:02}:{seconds:02}] "
            lines.append(f"**{speaker}:** {mark}{text}")
            said += _words_in(text)
        return "\n\n".join(lines)

    def record(self) -> dict[str, Any]:
        """As a line of an import."""
        return {
            "id": f"bench/{self.number}",
            "title": self.heading.title,
            "starts_at": self.heading.starts_at,
            "duration_minutes": 45,
            "abstract": self.heading.abstract,
            "topics": list(self.heading.topics),
            "teachers": list(self.heading.teachers),
            "transcript": f"{self.number}.md",
        }


def mixtures(source: Source, size: int, *, seed: int = SEED) -> Iterator[Mixture]:
    """Sessions number 0 to `size` - 1; each depends on its number and the seed only."""
    for number in range(size):
        chance = random.Random(f"{seed}/{number}")
        heading = chance.choice(source.headings)
        speakers = [*(source.names[email] for email in heading.teachers), "Colleague"]
        yield Mixture(number, heading, tuple(_turns(source, chance, speakers, chance.choice(source.lengths))))


def _turns(source: Source, chance: random.Random, speakers: Sequence[str], wanted: int) -> Iterator[tuple[str, str]]:
    said = 0
    while said < wanted:
        talk = chance.choice(source.talks)
        length = chance.randint(*RUN)
        start = chance.randrange(max(len(talk) - length, 1))
        for place, text in enumerate(talk[start : start + length]):
            yield speakers[place % len(speakers)], text
            said += _words_in(text)


def _words_in(text: str) -> int:
    return text.count(" ") + 1


def real(data: Path) -> Source:
    """From sessions, people and transcripts in the shapes of an import."""
    with (data / "people.csv").open(encoding="utf-8") as file:
        names = {row["email"]: row["name"] for row in csv.DictReader(file)}
    talks, headings = [], []
    for line in (data / "sessions.jsonl").read_text(encoding="utf-8").split("\n"):
        session = json.loads(line) if line else {}
        if session.get("transcript"):
            talks.append(tuple(_paragraphs((data / session["transcript"]).read_text(encoding="utf-8"))))
        elif session.get("topics") and session.get("teachers"):
            headings.append(_heading(session))
    return Source(tuple(talk for talk in talks if talk), tuple(headings), names)


def _paragraphs(text: str) -> Iterator[str]:
    for line in unescape(text).split("\n"):
        paragraph = _MARK.sub("", _SPEAKER.sub("", line)).strip()
        if " " in paragraph:
            yield paragraph


def _heading(session: dict[str, Any]) -> Heading:
    return Heading(
        title=session["title"],
        abstract=session.get("abstract", ""),
        starts_at=session["starts_at"],
        topics=tuple(session["topics"][:5]),
        teachers=tuple(session["teachers"][:2]),
    )


def generated(*, seed: int = SEED, talks: int = 300) -> Source:
    """From made-up words, the more frequent the shorter their number."""
    chance = random.Random(seed)
    syllables = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
    vocabulary = list(dict.fromkeys("".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(30_000)))
    weights = list(accumulate(1 / (place + 10) for place in range(len(vocabulary))))

    def text(words: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=words)).capitalize() + "."

    names = {f"{first}.{last}@example.com": f"{first} {last}".title() for first in syllables[:20] for last in syllables}
    emails = list(names)
    headings = [
        Heading(
            title=text(6),
            abstract=text(40),
            starts_at=(FIRST_DAY + timedelta(days=chance.randrange(2_500))).isoformat(),
            topics=tuple(chance.sample(vocabulary[:400], 3)),
            teachers=(chance.choice(emails),),
        )
        for _ in range(2_000)
    ]
    spoken = tuple(tuple(text(chance.randint(10, 90)) for _ in range(120)) for _ in range(talks))
    return Source(spoken, tuple(headings), names)


def write(source: Source, sessions: Iterator[Mixture], folder: Path) -> list[Path]:
    """Write the sessions as files to import and return those with sessions; people stand in people.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["email", "name", "job_title", "function", "manager_email", "start_date", "time_zone"])
        rows.writerows([email, name, "", "Bench", "", "2015-01-01", "UTC"] for email, name in source.names.items())
    parts: list[Path] = []
    for mixture in sessions:
        if mixture.number % PART == 0:
            parts.append(folder / f"sessions-{mixture.number // PART}.jsonl")
            parts[-1].write_text("", encoding="utf-8")
        (folder / f"{mixture.number}.md").write_text(mixture.transcript(), encoding="utf-8")
        with parts[-1].open("a", encoding="utf-8") as file:
            file.write(json.dumps(mixture.record(), ensure_ascii=False) + "\n")
    return parts
