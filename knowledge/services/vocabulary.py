"""The words that every colleague may find, as they are written: what "did you mean" chooses from."""

from collections.abc import Collection

from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from knowledge.models import Vocabulary
from knowledge.selectors.suggestion import REMEMBERED_AS
from knowledge.services.postings import add_unless_locked

_WORDS = """
INSERT INTO knowledge_vocabulary (word, uses)
SELECT word, count(*) FROM (
    SELECT split_part(u.lexeme, ' ', 1) AS word FROM {documents} d JOIN knowledge_writtenwords w USING (article_id)
        CROSS JOIN LATERAL unnest(w.exact) u WHERE d.is_open
    UNION ALL
    SELECT split_part(u.lexeme, ' ', 1) FROM {documents} d JOIN knowledge_passage p USING (article_id)
        CROSS JOIN LATERAL unnest(p.exact) u WHERE d.is_open AND NOT p.hidden) said
WHERE length(word) BETWEEN 4 AND 30 {{unknown}} GROUP BY word HAVING word ~ '^[[:alpha:]]+$' ORDER BY word
ON CONFLICT DO NOTHING
"""
_FORGET = """
WITH said AS (
    SELECT split_part(u.lexeme, ' ', 1) AS word, count(*) AS times
    FROM knowledge_passage p CROSS JOIN LATERAL unnest(p.exact) u
    WHERE p.article_id = %s AND p.number = ANY(%s) GROUP BY 1)
DELETE FROM knowledge_vocabulary v USING said WHERE v.word = said.word AND v.uses <= said.times
"""


def add_vocabulary(cursor: CursorWrapper) -> None:
    """Add the words of the articles in `staged_document` that are new."""
    unknown = "AND NOT EXISTS (SELECT FROM knowledge_vocabulary v WHERE v.word = said.word)"
    add_unless_locked(cursor, _WORDS.format(documents="staged_document").format(unknown=unknown))


def forget_vocabulary(article_id: int, numbers: Collection[int]) -> None:
    """Drop the words that only these passages of an article brought, before they say nothing any more.

    A word that was counted less often than it is there may go too, until the night counts anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [article_id, list(numbers)])
    cache.delete(REMEMBERED_AS)


def replace_vocabulary() -> int:
    """Count every word anew, dropping those that are gone; returns how many there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        Vocabulary.objects.all().delete()
        cursor.execute(_WORDS.format(documents="knowledge_searchdocument").format(unknown=""))
        counted = cursor.rowcount
    cache.delete(REMEMBERED_AS)
    return counted
