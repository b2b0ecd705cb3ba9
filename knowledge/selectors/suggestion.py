"""What somebody may have meant who found nothing: the nearest words that do occur where everybody may look."""

from django.core.cache import cache
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.folding import words_of
from knowledge.models import Vocabulary

NEAREST = 0.7  # of 1 for the same word; "sumarise" is 0.89 of "summarise"
REMEMBERED = 10 * 60  # seconds
LARGEST = 100_000  # words that are compared; beyond, the rarest are left out


def suggestion_for(text: str) -> str:
    """The query with each unknown word replaced by the nearest known one; empty when there is none."""
    words = words_of(text)
    known = _vocabulary()
    meant = [word if word in known or len(word) < 4 else _nearest(word, known) for word in words]
    return " ".join(meant) if meant != words else ""


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
    words: dict[str, int] | None = cache.get("knowledge.vocabulary")
    if words is None:
        words = dict(Vocabulary.objects.order_by("-uses", "word").values_list("word", "uses")[:LARGEST])
        cache.set("knowledge.vocabulary", words, REMEMBERED)
    return words
