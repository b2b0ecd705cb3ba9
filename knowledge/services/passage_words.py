"""The search vectors of passages that changed, made anew as they were made on the way in.

A phrase may run over the end of a passage, so each is found by its first following words as well: whoever changes a
passage changes how the one before it is found.
"""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from knowledge.folding import config_for, pairs, plain
from knowledge.models import Article, Passage
from knowledge.services.staging import stage
from knowledge.transcripts.passages import FOLLOWING_WORDS, LONGEST_PAUSE

_COLUMNS = {"number": "int", "own": "text", "exact": "text"}
_UPDATE = """
UPDATE knowledge_passage p
SET words = to_tsvector(%s::regconfig, s.own), exact = s.exact::tsvector
FROM staged_words s WHERE p.article_id = %s AND p.number = s.number
"""


@transaction.atomic
def refresh_words(article: Article, numbers: Collection[int]) -> None:
    """Let these passages of the article be found by what they say now."""
    wanted = {number + step for number in numbers for step in (-1, 0)}
    near = wanted | {number + 1 for number in numbers}
    passages = Passage.objects.shown().filter(article=article, number__in=near).order_by("number")
    with connection.cursor() as cursor:
        stage(cursor, "staged_words", _COLUMNS, _rows(list(passages.defer("words", "exact")), wanted))
        cursor.execute(_UPDATE, [config_for(article.language), article.pk])


def forget_words(article: Article, numbers: Collection[int]) -> None:
    """Let no search find these passages of the article."""
    Passage.objects.filter(article=article, number__in=numbers).update(words=None, exact=None)


def _rows(passages: list[Passage], wanted: Collection[int]) -> Iterator[tuple[Any, ...]]:
    for passage, after in pairwise([*passages, None]):
        if passage is not None and passage.number in wanted:
            following = _beginning(after) if after is not None and _goes_on(passage, after) else ""
            own = plain(passage.text)
            yield passage.number, own, pairs(f"{own} {plain(following)}")


def _goes_on(passage: Passage, after: Passage) -> bool:
    """Whether the same person goes on without a long pause."""
    if after.number != passage.number + 1 or after.speaker != passage.speaker:
        return False
    return passage.ends is None or after.starts is None or after.starts - passage.ends <= LONGEST_PAUSE


def _beginning(passage: Passage) -> str:
    return " ".join(passage.text.split()[:FOLLOWING_WORDS])
