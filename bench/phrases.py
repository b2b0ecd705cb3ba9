"""Is a remembered sentence found where it was said, and how fast is search?

    python bench/phrases.py --data DIR [--seed 7] [--user EMAIL]

DIR has been imported (`manage.py import_sessions DIR/sessions.jsonl --files DIR`). Draws phrases that were spoken in
one transcript only, asks the running instance's search for each as one person would, and prints how many were found
first, with the right speaker and between the neighbouring time marks; then the time of queries of one to three words.
"""

import csv
import json
import os
import random
import re
import statistics
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PHRASES, QUERIES = 50, 300
_MARK = re.compile(r"\\?\[(?:(\d+):)?(\d+):(\d\d)(?:\.\d+)?\\?\]")
_SPEAKER = re.compile(r"\*\*([^*:]{1,60}):\*\*")
_WORD = re.compile(r"[^\W_]+")


@dataclass
class Talk:
    """A transcript as words: of each its speaker, and the time marks before and after it."""

    id: str
    title: str
    teachers: frozenset[str]
    words: list[str]
    speakers: list[str]
    marks: list[tuple[float, float]]
    turns: list[int]


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--user", default="")
    options = parser.parse_args()
    _start_django()
    from peerlearn.people.models import User  # noqa: PLC0415 -- Django is set up first

    user = User.objects.get(email=options.user) if options.user else User.objects.active().order_by("pk").first()
    random.seed(options.seed)
    talks = _talks(options.data)
    right = _ask_for_phrases(talks, user)
    queries = _queries(talks)
    median, slow = _measure(queries, user)
    print(f"{right} of {PHRASES} phrases right; {QUERIES} queries: median {median:.1f} ms, p95 {slow:.1f} ms")
    return 0 if right == PHRASES else 1


def _start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.base")
    from peerlearn.embedded.environment import complete  # noqa: PLC0415 -- Django is set up first

    complete(os.environ)
    import django  # noqa: PLC0415 -- Django is set up first

    django.setup()


def _talks(data: Path) -> list[Talk]:
    with (data / "people.csv").open(encoding="utf-8") as file:
        names = {row["email"]: row["name"] for row in csv.DictReader(file)}
    talks = []
    for line in (data / "sessions.jsonl").read_text(encoding="utf-8").split("\n"):
        session = json.loads(line) if line else {}
        if session.get("transcript"):
            text = (data / session["transcript"]).read_text(encoding="utf-8")
            teachers = frozenset(names[email] for email in session.get("teachers", []))
            talks.append(_read(session["id"], session["title"], teachers, unescape(text)))
    return talks


def _read(identity: str, title: str, teachers: frozenset[str], text: str) -> Talk:
    """Read here on its own, so that the product's reader is checked and not repeated."""
    words: list[str] = []
    speakers: list[str] = []
    before: list[float | None] = []
    turns: list[int] = []
    speaker, mark, turn = "", None, 0
    for paragraph in text.split("\n"):
        named = _SPEAKER.match(paragraph.strip())
        if named:
            speaker, turn = named[1].strip(), turn + 1
            paragraph = paragraph.strip()[named.end() :]
        end = 0
        for found in [*_MARK.finditer(paragraph), None]:
            part = paragraph[end : found.start() if found else len(paragraph)]
            for word in _WORD.findall(part.casefold()):
                words.append(word)
                speakers.append(speaker)
                before.append(mark)
                turns.append(turn)
            if found:
                hours, minutes, seconds = (int(number or 0) for number in found.groups())
                mark, end = hours * 3600 + minutes * 60 + seconds, found.end()
    return Talk(identity, title, teachers, words, speakers, _between(before), turns)


def _between(before: list[float | None]) -> list[tuple[float, float]]:
    """For each word the marks around it; nothing before the first, endless after the last."""
    after = float("inf")
    spans = []
    for place in range(len(before) - 1, -1, -1):
        spans.append((before[place] or 0.0, after))
        if place and before[place] != before[place - 1]:
            after = before[place] or 0.0
    return spans[::-1]


def _ask_for_phrases(talks: list[Talk], user: Any) -> int:
    from knowledge.selectors.search import search  # noqa: PLC0415 -- Django is set up first

    texts = [f" {' '.join(talk.words)} " for talk in talks]
    right = drawn = 0
    while drawn < PHRASES:
        talk, place, phrase = _draw(talks)
        if sum(f" {phrase} " in text for text in texts) != 1 or texts[talks.index(talk)].count(f" {phrase} ") != 1:
            continue
        drawn += 1
        results = search(phrase, user=user)
        said = _verdict(talk, place, results)
        right += not said
        if said:
            print(f"  {talk.id} «{phrase}»: {said}")
    return right


def _draw(talks: list[Talk]) -> tuple[Talk, int, str]:
    """Five to nine words in a row of one turn."""
    while True:
        talk = random.choice(talks)
        length = random.randint(5, 9)
        place = random.randrange(len(talk.words) - length)
        if talk.turns[place] == talk.turns[place + length - 1]:
            return talk, place, " ".join(talk.words[place : place + length])


def _verdict(talk: Talk, place: int, results: Any) -> str:
    """What is wrong with the first hit, nothing when it is right."""
    from knowledge.folding import fold  # noqa: PLC0415 -- Django is set up first

    first = results.hits[0] if results.hits else None
    if first is None or first.article.session.external_id != talk.id:
        return f"found first: {first.article.title if first else 'nothing'}"
    if first.passage is None:
        return "no passage"
    name = talk.speakers[place]
    expected = next((teacher for teacher in talk.teachers if fold(teacher) == fold(name)), "a colleague")
    if first.passage.speaker != expected:
        return f"speaker {first.passage.speaker}, expected {expected}"
    earliest, latest = talk.marks[place]
    if first.passage.seconds is not None and not earliest - 0.5 <= first.passage.seconds <= latest:
        return f"at {first.passage.seconds}, expected {earliest} to {latest}"
    return ""


def _queries(talks: list[Talk]) -> list[str]:
    """One to three words that stand together in a talk."""
    chosen = []
    for _number in range(QUERIES):
        talk, length = random.choice(talks), random.randint(1, 3)
        place = random.randrange(len(talk.words) - length)
        chosen.append(" ".join(talk.words[place : place + length]))
    return chosen


def _measure(queries: list[str], user: Any) -> tuple[float, float]:
    from knowledge.selectors.search import search  # noqa: PLC0415 -- Django is set up first

    for query in queries[:20]:
        search(query, user=user)
    times = []
    for query in queries:
        began = time.perf_counter()
        search(query, user=user)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
