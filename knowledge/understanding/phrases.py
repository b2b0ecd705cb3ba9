"""Words and phrases that carry meaning, counted in a text: runs of up to three words without grammar in between.

A phrase is known by its folded words without a plural's ending, so that "Vector Databases" and "vector database" are
one; it is shown as it was written most often.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from knowledge.folding import fold, words_of
from knowledge.understanding.stop_words import STOP_WORDS

LONGEST = 3  # words
SEVERAL_WORDS = {1: 1.0, 2: 1.35, 3: 1.45}
SHORTEST_WORD = 2  # letters
LISTED = 4  # letters; words that are shorter are not counted in what colleagues may read
SHORT_WORD = 0.65  # rarity of such a word
EVERYDAY = 100_000  # words that were heard before the first session, so that a young corpus is no measure yet

_TOKEN = re.compile(r"[^\W_]+(?:[+#]{1,2}(?!\w)|['’][^\W_]+)?")
_GOES_ON = re.compile(r"[ \t\r\n]+|-")

Phrase = tuple[str, ...]


@dataclass
class Counts:
    """How often each phrase comes in a text, and in which spelling."""

    times: Counter[Phrase] = field(default_factory=Counter)
    spellings: dict[Phrase, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: int = 0

    def add(self, text: str) -> None:
        for phrase, spelling in phrases_in(text):
            self.times[phrase] += 1
            self.spellings[phrase][spelling] += 1
            self.words += len(phrase) == 1

    def spelling(self, phrase: Phrase) -> str:
        """As it was written most often; of two the one that comes first in the alphabet."""
        return min(self.spellings[phrase].items(), key=lambda item: (-item[1], item[0]))[0]

    def is_a_name(self, phrase: Phrase) -> bool:
        """Whether it is written with a capital most often, as the name of something."""
        spelling = self.spelling(phrase)
        return len(spelling) > SHORTEST_WORD and spelling != spelling.lower()


@dataclass(frozen=True)
class Rarity:
    """How much a word tells, from how often everything that colleagues may read uses it; `total` counts all words."""

    uses: Mapping[str, int]
    total: int

    def of(self, word: str) -> float:
        """0 for a word that is everywhere to 1 for one that is nowhere else."""
        if word in STOP_WORDS:
            return 0.0
        if len(word) < LISTED and word not in self.uses:
            return SHORT_WORD
        every = self.total + EVERYDAY
        return math.log(every / max(self._used(word), 1)) / math.log(every)

    def of_phrase(self, phrase: Phrase) -> float:
        """Several words tell more than the rarest of them alone."""
        return max(map(self.of, phrase)) * SEVERAL_WORDS[min(len(phrase), LONGEST)]

    def is_shared(self, word: str) -> bool:
        """Whether it is worth looking for what else uses the word."""
        return len(word) < LISTED or self._used(word) > 1

    def _used(self, word: str) -> int:
        return min(max(self.uses.get(form, 0) for form in forms_of(word)), self.total)


def counted(texts: Iterable[str]) -> Counts:
    counts = Counts()
    for text in texts:
        counts.add(text)
    return counts


def phrases_in(text: str) -> Iterator[tuple[Phrase, str]]:
    """Every phrase of one to three words with its spelling, in the order of their last words."""
    for run in _runs(text):
        for end in range(1, len(run) + 1):
            for begin in range(max(end - LONGEST, 0), end):
                part = run[begin:end]
                yield tuple(word for word, _, _ in part), text[part[0][1] : part[-1][2]]


def occurrences(text: str, wanted: Collection[Phrase]) -> Counter[Phrase]:
    """How often each of these phrases comes in a text, whatever words they are made of; see `key_of`."""
    by_length = sorted({len(phrase) for phrase in wanted} - {0})
    words = key_of(text)
    found: Counter[Phrase] = Counter()
    for length in by_length:
        found.update(
            phrase for phrase in zip(*(words[begin:] for begin in range(length)), strict=False) if phrase in wanted
        )
    return found


def key_of(name: str) -> Phrase:
    """Every word of a name as `occurrences` looks for it."""
    return tuple(stem(word) for word in words_of(name))


def stems(text: str) -> list[str]:
    """The words of a text that carry meaning, folded, in their order."""
    return [word for run in _runs(text) for word, _, _ in run]


def stem(folded: str) -> str:
    """A folded word without a plural's ending.

    >>> stem("databases"), stem("libraries"), stem("process"), stem("analysis")
    ('database', 'library', 'process', 'analysis')
    """
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "y"
    if len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is", "as", "os")):
        return folded[:-1]
    return folded


def forms_of(word: str) -> tuple[str, ...]:
    """The words that have this stem.

    >>> forms_of("library")
    ('library', 'librarys', 'libraries')
    """
    return (word, f"{word}s", f"{word[:-1]}ies") if word.endswith("y") else (word, f"{word}s")


def _runs(text: str) -> Iterator[list[tuple[str, int, int]]]:
    """Words that follow each other with nothing but a space or hyphen between, cut at words without meaning."""
    run: list[tuple[str, int, int]] = []
    before = 0
    for token in _TOKEN.finditer(text):
        if run and not _GOES_ON.fullmatch(text, before, token.start()):
            yield run
            run = []
        before = token.end()
        said = token[0].replace("’", "'").partition("'")[0]  # "Anna's" is about Anna
        word = fold(said)
        if _says_nothing(word):
            if run:
                yield run
            run = []
        else:
            run.append((stem(word), token.start(), token.start() + len(said)))
    if run:
        yield run


def _says_nothing(word: str) -> bool:
    return len(word) < SHORTEST_WORD or word in STOP_WORDS or word.isdecimal()


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much two weighed bags of words are about the same: 0 for nothing in common to 1."""
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    lengths = _square(one) * _square(other)
    return shared / math.sqrt(lengths) if lengths else 0.0


def _square(one: Mapping[str, float]) -> float:
    return sum(weight * weight for weight in one.values())
