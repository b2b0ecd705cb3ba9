"""Questions that colleagues would ask of a corpus, by class: rare and common words, several words, phrases, beginnings
of words, and words within one topic. They are drawn from its first sessions, which every size of it has.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.corpus import SEED, Mixture

EACH = 6  # questions of a class
SAMPLE = 200  # sessions that questions are drawn from
# Of each class the words, and the shares of sessions that each of them is said in.
WORDS = {"rare": (1, 0.005, 0.03), "common": (1, 0.4, 0.8), "two words": (2, 0.03, 0.3), "three words": (3, 0.05, 0.4)}
PHRASE = (4, 6)  # words
BEGINNING = 4  # letters
PLAIN = re.compile(r"[a-z]{5,}")
QUICKLY = "prefix"  # the class that is asked while typing and left out of the mix


@dataclass(frozen=True)
class Question:
    """`words` are looked for together, as a `phrase`, or with the last one unfinished; `topic` narrows."""

    kind: str
    words: tuple[str, ...]
    phrase: bool = False
    typing: bool = False
    topic: str = ""

    @property
    def text(self) -> str:
        text = " ".join(self.words)
        return f'"{text}"' if self.phrase else text


def drawn_from(sessions: Sequence[Mixture], *, seed: int = SEED) -> list[Question]:
    """Questions of each class that at least one of the sessions answers."""
    chance = random.Random(seed)
    words = [sorted({word for word in session.words if PLAIN.fullmatch(word)}) for session in sessions]
    said_in = Counter(word for each in words for word in each)
    shares = {word: times / len(sessions) for word, times in said_in.items()}
    questions = dict.fromkeys(_all(chance, sessions, words, shares))
    return list(questions)


def _all(
    chance: random.Random, sessions: Sequence[Mixture], words: Sequence[list[str]], shares: dict[str, float]
) -> Iterator[Question]:
    for kind, (count, least, most) in WORDS.items():
        for _ in range(EACH):
            yield Question(kind, _together(chance, words, shares, count, least, most))
    for _ in range(EACH):
        yield Question("phrase", _in_a_row(chance, chance.choice(sessions)), phrase=True)
    for _ in range(EACH):
        (word,) = _together(chance, words, shares, 1, 0.05, 0.4)
        yield Question(QUICKLY, (word[:BEGINNING],), typing=True)
    topics = Counter(topic for session in sessions for topic in session.heading.topics)
    for topic, _ in topics.most_common(EACH):
        own = [place for place, session in enumerate(sessions) if topic in session.heading.topics]
        found = _together(chance, [words[place] for place in own], shares, 1, 0.1, 0.6)
        yield Question("filtered", found, topic=topic)


def _together(
    chance: random.Random, words: Sequence[list[str]], shares: dict[str, float], count: int, least: float, most: float
) -> tuple[str, ...]:
    """Words of one session that are each said in that share of them."""
    while True:
        fitting = [word for word in chance.choice(words) if least <= shares[word] <= most]
        if len(fitting) >= count:
            return tuple(chance.sample(fitting, count))


def _in_a_row(chance: random.Random, session: Mixture) -> tuple[str, ...]:
    length = chance.randint(*PHRASE)
    turns = [text for _speaker, text in session.turns if text.isascii() and text.count(" ") > 2 * length]
    said = re.findall(r"[a-z0-9]+", chance.choice(turns).casefold())
    start = chance.randrange(len(said) - length)
    return tuple(said[start : start + length])
