"""What somebody may have meant who found nothing: the nearest words that do occur where everybody may look."""

import re

from django.core.cache import cache
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.folding import WORD, fold
from knowledge.models import Vocabulary

NEAREST = 0.7  # of 1 for the same word; "sumarise" is 0.89 of "summarise"
REMEMBERED = 10 * 60  # seconds
REMEMBERED_AS = "knowledge.vocabulary"  # a key of the cache
SHORTEST = 4  # letters; shorter words have too many neighbours
HARDLY_USED = 3  # times
MUCH_OFTENER = 10  # times as often is what may have been meant instead
LARGEST = 100_000  # words that are compared; beyond, the rarest are left out


def suggestion_for(text: str) -> str:
    """The query with each unknown word replaced by the nearest known one, its signs where they were; empty when there
    is none.

    Where all words are known, those that hardly anybody uses are taken for misspelt: somebody else made the same slip.
    """
    known = _vocabulary()
    return _corrected(text, known, unusual=0) or _corrected(text, known, unusual=HARDLY_USED)


def _corrected(text: str, known: dict[str, int], *, unusual: int) -> str:
    """The query with another word for each that is used at most so often; empty when that is the same query."""

    def meant(word: re.Match[str]) -> str:
        folded = fold(word[0])
        used = known.get(folded, 0)
        if used > unusual or len(folded) < SHORTEST:
            return word[0]
        nearest = _nearest(folded, known, oftener=used * MUCH_OFTENER)
        return word[0] if nearest == folded else nearest

    corrected = WORD.sub(meant, text)
    return corrected if corrected != text else ""


def _nearest(word: str, known: dict[str, int], *, oftener: int) -> str:
    """Of words that are equally near, one with the same letters: swapping two is the usual slip. Then the most used."""
    near = process.extract(
        word,
        [other for other, uses in known.items() if uses >= oftener],
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=NEAREST,
        limit=10,
    )
    letters = sorted(word)
    order = ((round(likeness, 2), sorted(other) == letters, known[other], other) for other, likeness, _ in near)
    return max(order, default=(0, False, 0, word))[-1]


def _vocabulary() -> dict[str, int]:
    words: dict[str, int] | None = cache.get(REMEMBERED_AS)
    if words is None:
        words = dict(Vocabulary.objects.order_by("-uses", "word").values_list("word", "uses")[:LARGEST])
        cache.set(REMEMBERED_AS, words, REMEMBERED)
    return words
