"""The few sentences that tell what a session was about, in the words in which they were said.

A sentence is central when it shares its telling words with many others. What is said to sum up, by a teacher, or at the
end counts more; questions, greetings and sentences that hang in the air count nothing. Of two that say the same the
better one stays.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.understanding.phrases import Rarity, cosine, stems
from knowledge.understanding.said import Said, sentences_of

FEWEST, MOST = 3, 5
AN_HALF_HOUR = 4_000  # words
FEWEST_WORDS, MOST_WORDS = 8, 36
FEWEST_TELLING = 3  # words with a meaning of their own
SUMS_UP, TEACHES, ENDS, ABOUT_ONESELF = 1.5, 1.2, 1.15, 0.8
ALIKE = 0.5
WEAK = 0.3  # of the most central one

_SUMS_UP = re.compile(
    r"\b(?:the (?:main |key |whole |real )?(?:point|idea|trick|lesson|takeaway|secret|rule|key) (?:is|here|was)|"
    r"in short|to sum up|most important|always|never|what I learned|remember (?:to|that)|das wichtigste|"
    r"die idee ist|der trick|kurz gesagt|zusammengefasst|gelernt habe ich)\b",
    re.IGNORECASE,
)
_HANGS_IN_THE_AIR = re.compile(
    r"^(?:and|but|so|or|because|which|yeah|yes|no|well|okay|he|she|they|it|that|this|those|these|und|aber|oder|weil|ja|"
    r"nein|das|dies|er|sie)\b|\b(?:welcome|thank|thanks|hello|episode|sponsor|podcast|willkommen|danke|hallo)\b|"
    r"\.\.\.|…|--|\[",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class KeyIdea:
    text: str
    starts: float | None
    weight: float


def key_sentences(passages: Iterable[Said], rarity: Rarity) -> list[KeyIdea]:
    """Three to five sentences in the order in which they were said; fewer when there are not as many to choose from."""
    sentences = list(sentences_of(passages))
    vectors = [_vector(sentence.text, rarity) for sentence in sentences]
    centre = _sum(vectors)
    weighed = sorted(
        (-_weight(sentence, vector, centre, at / max(len(sentences), 1)), at)
        for at, (sentence, vector) in enumerate(zip(sentences, vectors, strict=True))
        if _stands_alone(sentence.text, vector)
    )
    length = sum(len(sentence.text.split()) for sentence in sentences)
    wanted = min(FEWEST + length // AN_HALF_HOUR, MOST)
    least = -weighed[0][0] * WEAK if weighed else 0.0
    chosen: list[int] = []
    for weight, at in weighed:
        says_more = all(cosine(vectors[at], vectors[other]) < ALIKE for other in chosen)
        if says_more and -weight >= least and len(chosen) < wanted:
            chosen.append(at)
    weights = {at: -weight for weight, at in weighed}
    return [KeyIdea(sentences[at].text, sentences[at].starts, round(weights[at], 3)) for at in sorted(chosen)]


def _stands_alone(text: str, vector: dict[str, float]) -> bool:
    words = len(text.split())
    whole = text[:1].isupper() and text.endswith((".", "!"))
    right_size = FEWEST_WORDS <= words <= MOST_WORDS and len(vector) >= FEWEST_TELLING
    return whole and right_size and _HANGS_IN_THE_AIR.search(text) is None


def _weight(sentence: Said, vector: dict[str, float], centre: dict[str, float], place: float) -> float:
    """`place` is 0 for the first sentence and 1 behind the last one."""
    weight = cosine(vector, centre)
    weight *= SUMS_UP if _SUMS_UP.search(sentence.text) else 1
    weight *= ABOUT_ONESELF if sentence.text.startswith(("I ", "I'", "I’", "Ich ")) else 1
    weight *= TEACHES if sentence.by_teacher else 1
    return weight * (ENDS if 0.8 <= place <= 0.97 else 1)


def _vector(text: str, rarity: Rarity) -> dict[str, float]:
    return {word: (1 + math.log2(times)) * rarity.of(word) for word, times in Counter(stems(text)).items()}


def _sum(vectors: Sequence[dict[str, float]]) -> dict[str, float]:
    """What all have in common; a word that only one of them has says nothing about the others."""
    total: dict[str, float] = defaultdict(float)
    times: Counter[str] = Counter()
    for vector in vectors:
        for word, weight in vector.items():
            total[word] += weight
            times[word] += 1
    return {word: weight for word, weight in total.items() if times[word] > 1}
