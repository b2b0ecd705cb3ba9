"""Packs the postings of frequent words: thousands of rows that say one number each take longer to read than one row
that says thousands.

Postings stay what is true. What changes after the packing is written down by a trigger and read from its postings, so
that nothing has to be packed again in between.
"""

from django.db import connection, transaction

FREQUENT = 256  # articles with a word, from which on it is packed
MANY = 300  # changed articles, from which on search would notice

_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('knowledge.pack_index'))"
# One statement sees one state of everything, whoever saves at the same time: what it does not see stays written down.
_PACK = """
WITH seen AS (DELETE FROM knowledge_changeddocument),
frequent AS MATERIALIZED (
    SELECT lexeme, string_agg(int4send(article_id::int), ''::bytea ORDER BY article_id) AS articles,
        string_agg(int2send(weight), ''::bytea ORDER BY article_id) AS weights
    FROM knowledge_posting WHERE lexeme IN (SELECT id FROM knowledge_lexeme WHERE df >= %s) GROUP BY lexeme),
rare AS (
    DELETE FROM knowledge_packedpostings k
    WHERE NOT EXISTS (SELECT FROM frequent WHERE frequent.lexeme = k.lexeme)),
earlier AS (DELETE FROM knowledge_packeddocuments),
documents AS (
    INSERT INTO knowledge_packeddocuments (version, articles, is_open, priors)
    SELECT gen_random_uuid(), coalesce(string_agg(int4send(article_id::int), ''::bytea ORDER BY article_id), ''),
        coalesce(string_agg(int2send(is_open::int::smallint), ''::bytea ORDER BY article_id), ''),
        coalesce(string_agg(float8send(freshness + trust + reuse), ''::bytea ORDER BY article_id), '')
    FROM knowledge_searchdocument)
INSERT INTO knowledge_packedpostings AS k (lexeme, articles, weights) SELECT lexeme, articles, weights FROM frequent
ON CONFLICT (lexeme) DO UPDATE SET articles = excluded.articles, weights = excluded.weights
    WHERE (k.articles, k.weights) IS DISTINCT FROM (excluded.articles, excluded.weights)
"""
_CHANGED = "SELECT count(DISTINCT article_id) FROM knowledge_changeddocument"


def pack_index() -> bool:
    """Pack all that search reads often; False when somebody else is just doing it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_PACK, [FREQUENT])
        return True


def pack_if_much_changed() -> bool:
    """Pack when search would notice what has changed; returns whether it was done."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)
        return cursor.fetchone()[0] >= MANY and pack_index()
