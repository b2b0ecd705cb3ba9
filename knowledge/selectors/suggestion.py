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
LARGEST = 100_000  # words that are compared; beyond, the rarest are left out


def suggestion_for(text: str) -> str:
    """The query with each unknown word replaced by the nearest known one, its signs where they were; empty when there
    is none.
    """
    known = _vocabulary()

    def meant(word: re.Match[str]) -> str:
        folded = fold(word[0])
        nearest = folded if folded in known or len(folded) < SHORTEST else _nearest(folded, known)
        return word[0] if nearest == folded else nearest

    corrected = WORD.sub(meant, text)
    return corrected if corrected != text else ""


def _nearest(word: str, known: dict[str, int]) -> str:
    near = process.extract(
        word,
        list(known),
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=NEAREST,
        limit=5,
    )
    return max(near, key=lambda found: (round(found[1], 2), known[found[0]]))[0] if near else word


def _vocabulary() -> dict[str, int]:
    words: dict[str, int] | None = cache.get(REMEMBERED_AS)
    if words is None:
        words = dict(Vocabulary.objects.order_by("-uses", "word").values_list("word", "uses")[:LARGEST])
        cache.set(REMEMBERED_AS, words, REMEMBERED)
    return words
