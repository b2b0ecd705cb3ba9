"""The words that every colleague may find, as they are written: what "did you mean" chooses from."""

from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from knowledge.models import Vocabulary
from knowledge.selectors.suggestion import REMEMBERED_AS
from knowledge.services.postings import add_unless_locked

_WORDS = """
INSERT INTO knowledge_vocabulary (word, uses)
SELECT word, count(*) FROM (
    SELECT u.lexeme AS word FROM {documents} d JOIN knowledge_writtenwords w USING (article_id)
        CROSS JOIN LATERAL unnest(w.exact) u WHERE d.is_open
    UNION ALL
    SELECT u.lexeme FROM {documents} d JOIN knowledge_passage p USING (article_id)
        CROSS JOIN LATERAL unnest(p.exact) u WHERE d.is_open AND NOT p.hidden) said
WHERE length(word) BETWEEN 4 AND 30 {{unknown}} GROUP BY word HAVING word ~ '^[[:alpha:]]+$' ORDER BY word
ON CONFLICT DO NOTHING
"""


def add_vocabulary(cursor: CursorWrapper) -> None:
    """Add the words of the articles in `staged_document` that are new."""
    unknown = "AND NOT EXISTS (SELECT FROM knowledge_vocabulary v WHERE v.word = said.word)"
    add_unless_locked(cursor, _WORDS.format(documents="staged_document").format(unknown=unknown))


def replace_vocabulary() -> int:
    """Count every word anew, dropping those that are gone; returns how many there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        Vocabulary.objects.all().delete()
        cursor.execute(_WORDS.format(documents="knowledge_searchdocument").format(unknown=""))
        counted = cursor.rowcount
    cache.delete(REMEMBERED_AS)
    return counted
