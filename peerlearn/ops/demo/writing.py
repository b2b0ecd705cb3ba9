"""What was said in the sessions of the demo company: written by hand, put together from a bank.

Carries the promise of the reference case that its sessions read like a real company's: twelve are written in full
(folder `full`), the others are composed from one file per topic (folder `bank`), and no two sessions share more than
a third of their sentences. Everything here is a pure function of these files: same files, same words, same seconds.
"""

import re
import tomllib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
SPOKEN_PARTS = ("opening", "problem", "method", "detail", "mistake", "result", "exchange", "closing")
OPTIONS = 5
"""Ways to say each part of a topic; prime, or the code words below would not keep sessions apart."""
TALKS = 14
"""Titles of a topic, each with its own abstract."""

_ENDS_SENTENCE = re.compile(r"(?<=[.?])\s+(?=\S)")
_BREATH = 0.4
"""Seconds between two sentences of one turn, and before the answer to a question."""

Speaker = Literal["teacher", "colleague"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said without being interrupted."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy: a prompt, a formula, a checklist."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenSession:
    """One session with all its words; notes are Markdown."""

    topic: str
    title: str
    abstract: str
    turns: tuple[Turn, ...]
    notes: str
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class TopicBank:
    """The written options of one topic, each part with `OPTIONS` beats."""

    slug: str
    topic: str
    synonyms: tuple[str, ...]
    titles: tuple[str, ...]
    abstracts: tuple[str, ...]
    beats: Mapping[str, tuple[tuple[Turn, ...], ...]]
    takeaways: tuple[str, ...]
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """One spoken sentence; start and end in seconds from the beginning of the recording."""

    start: float
    end: float
    speaker: Speaker
    text: str


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [sentence for sentence in _ENDS_SENTENCE.split(text.strip()) if sentence]


@cache
def bank() -> Mapping[str, TopicBank]:
    """Every topic that can be composed, by display name, in alphabetical order of the file names."""
    topics = (_topic_bank(path) for path in sorted(FOLDER.glob("bank/*.toml")))
    return {topic.topic: topic for topic in topics}


@cache
def full_sessions() -> tuple[WrittenSession, ...]:
    """The sessions written in full, in alphabetical order of their topics' file names."""
    return tuple(_full_session(_read(path)) for path in sorted(FOLDER.glob("full/*.toml")))


def code_word(index: int) -> tuple[int, int]:
    """The code word (a, b) of the index-th session of a topic; the 25 words repeat after that."""
    b, a = divmod(index % OPTIONS**2, OPTIONS)
    return a, (b + 1) % OPTIONS


def option_of(part: int, word: tuple[int, int]) -> int:
    """Which option of the part-th part a code word takes: (a + b·part) mod 5.

    A code word is a line over the field with five elements. Two different lines meet in one point at most, so two
    sessions of a topic agree in the parts of at most one residue modulo 5. Residues repeat after five parts, so
    that they share at most two of the eight spoken beats.
    """
    a, b = word
    return (a + b * part) % OPTIONS


def compose(topic: str, index: int) -> WrittenSession:
    """The index-th session of a topic, counted from 0. Raises KeyError for a topic without a bank.

    The first 25 differ as `option_of` promises. A title that comes up again is numbered: "…, part 2".
    """
    written = bank()[topic]
    word = code_word(index)
    options = {part: option_of(position, word) for position, part in enumerate(SPOKEN_PARTS)}
    round_before, talk = divmod(index, len(written.titles))
    title = written.titles[talk] + (f", part {round_before + 1}" if round_before else "")
    snippet = written.snippets[option_of(len(SPOKEN_PARTS) + 1, word)]
    return WrittenSession(
        topic=topic,
        title=title,
        abstract=written.abstracts[talk],
        turns=tuple(turn for part in SPOKEN_PARTS for turn in written.beats[part][options[part]]),
        notes=_notes(written.abstracts[talk], snippet, _takeaways(written, word)),
        snippets=(snippet,),
    )


def timed(turns: Sequence[Turn], *, words_per_minute: int = 140) -> list[Cue]:
    """When each sentence was spoken, in a session of 22 to 27 minutes.

    Sentences run at the natural rate; the time left over lies between the turns, where something is shown on the
    screen. The answer to a question follows at once. Raises ValueError when the words do not fit into the session.
    """
    spoken = sum(_seconds(turn, words_per_minute) for turn in turns)
    answers = sum(1 for before, turn in pairwise(turns) if _answers(before, turn))
    left = _length(turns) - spoken - answers * _BREATH
    if left < 0:
        raise ValueError(f"{spoken / 60:.0f} minutes of speech do not fit into one session")
    weights = [0.0 if _answers(before, turn) else _weight(turn) for before, turn in pairwise(turns)]
    unit = left / (sum(weights) or 1)
    cues: list[Cue] = []
    now = 0.0
    for turn, weight in zip(turns, [*weights, 0.0], strict=True):
        for sentence in sentences(turn.text):
            end = now + _spoken_seconds(sentence, words_per_minute)
            cues.append(Cue(round(now, 3), round(end, 3), turn.speaker, sentence))
            now = end + _BREATH
        now += weight * unit
    return cues


def to_vtt(cues: Iterable[Cue], teacher_name: str) -> str:
    """The transcript as WebVTT: the teacher by name, everybody else as "a colleague"."""
    voices = {"teacher": _escaped(teacher_name), "colleague": "a colleague"}
    blocks = (
        f"{_clock(cue.start)} --> {_clock(cue.end)}\n<v {voices[cue.speaker]}>{_escaped(cue.text)}</v>\n"
        for cue in cues
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _topic_bank(path: Path) -> TopicBank:
    written = _read(path)
    return TopicBank(
        slug=path.stem,
        topic=written["topic"],
        synonyms=tuple(written["synonyms"]),
        titles=tuple(written["titles"]),
        abstracts=tuple(written["abstracts"]),
        beats={part: tuple(_beat(option) for option in written[part]) for part in SPOKEN_PARTS},
        takeaways=tuple(written["notes"]),
        snippets=_snippets(written),
    )


def _beat(option: str | Mapping[str, str]) -> tuple[Turn, ...]:
    if isinstance(option, str):
        return (Turn("teacher", option.strip()),)
    return Turn("colleague", option["question"].strip()), Turn("teacher", option["answer"].strip())


def _full_session(written: Mapping[str, Any]) -> WrittenSession:
    return WrittenSession(
        topic=written["topic"],
        title=written["title"],
        abstract=written["abstract"],
        turns=tuple(Turn(turn["who"], turn["text"].strip()) for turn in written["turns"]),
        notes=written["notes"].strip(),
        snippets=_snippets(written),
    )


def _snippets(written: Mapping[str, Any]) -> tuple[Snippet, ...]:
    return tuple(Snippet(snippet["title"], snippet["text"].strip()) for snippet in written["snippets"])


def _takeaways(written: TopicBank, word: tuple[int, int]) -> tuple[str, str]:
    """One takeaway as the part after the spoken ones, and the next in the file: other first, at most one in common."""
    first = option_of(len(SPOKEN_PARTS), word)
    return written.takeaways[first], written.takeaways[(first + 1) % OPTIONS]


def _notes(abstract: str, snippet: Snippet, takeaways: Sequence[str]) -> str:
    points = "\n".join(f"- {takeaway}" for takeaway in takeaways)
    return f"{abstract}\n\n## What to copy\n\n{snippet.title}\n\n## Takeaways\n\n{points}"


def _spoken_seconds(sentence: str, words_per_minute: int) -> float:
    return len(sentence.split()) * 60 / words_per_minute


def _seconds(turn: Turn, words_per_minute: int) -> float:
    said = sentences(turn.text)
    return sum(_spoken_seconds(sentence, words_per_minute) + _BREATH for sentence in said)


def _answers(before: Turn, turn: Turn) -> bool:
    return before.speaker == "colleague" and turn.speaker == "teacher"


def _weight(turn: Turn) -> float:
    """How long the pause after a turn is against the others: 1 to 3, fixed by its words."""
    return 1 + _number(turn.text, 201) / 100


def _length(turns: Sequence[Turn]) -> float:
    """Seconds of the whole session, 22 to 27 minutes, fixed by its words."""
    return 22 * 60 + _number(" ".join(turn.text for turn in turns), 300)


def _number(text: str, below: int) -> int:
    return zlib.crc32(text.encode()) % below


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
