"""Impact postings: for each word and article one row with how much of the word the article has (BM25 over fields, as
in BM25F), so that an answer adds up a few numbers and unpacks no text.

Lengths are compared with what is usual and not with today's average: one article's rows never change because of
another. How many articles have a word is counted along, and how rare it is comes in when somebody asks.
"""

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from knowledge.folding import SEED

LOCK_NOT_AVAILABLE = "55P03"  # an SQL state
SATURATION = 1.2
# Of each field: how much a word weighs there, how far length counts (0 to 1), and its usual length in words.
FIELDS = {"title": (6.0, 0.4, 6), "labels": (3.0, 0.3, 6), "notes": (1.5, 0.6, 80)}
SPOKEN = (1.0, 0.75, 3_500)

_FIELDS = ", ".join(f"('{name}', s.{name}, {', '.join(map(str, values))})" for name, values in FIELDS.items())
_TERMS = f"""
CREATE TEMPORARY TABLE staged_term ON COMMIT DROP AS
WITH field AS (
    SELECT s.article_id, s.config, u.lexeme AS word, f.boost * cardinality(u.positions)
        / (1 - f.pull + f.pull * sum(cardinality(u.positions)) OVER (PARTITION BY s.article_id, f.name) / f.usual)
        AS heft
    FROM staged_document s CROSS JOIN LATERAL (VALUES {_FIELDS}) f (name, text, boost, pull, usual)
        CROSS JOIN LATERAL unnest(to_tsvector(s.config::regconfig, f.text)) u),
said AS (
    SELECT s.article_id, s.config, u.lexeme AS word, sum(cardinality(u.positions)) AS times,
        string_agg(int2send(p.number::smallint), ''::bytea ORDER BY cardinality(u.positions) DESC, p.number)
            FILTER (WHERE p.number < 32768) AS places
    FROM staged_document s JOIN knowledge_passage p ON p.article_id = s.article_id AND NOT p.hidden
        CROSS JOIN LATERAL unnest(p.words) u
    GROUP BY 1, 2, 3),
part AS (
    SELECT article_id, config, word, sum(heft) AS heft, int2send(0::smallint) AS places FROM field GROUP BY 1, 2, 3
    UNION ALL
    SELECT article_id, config, word, {SPOKEN[0]} * times
        / ({1 - SPOKEN[1]} + {SPOKEN[1]} * sum(times) OVER (PARTITION BY article_id) / {SPOKEN[2]}.0), places
    FROM said)
SELECT article_id, config, word, hashtextextended(word, {SEED}) AS lexeme,
    (10000 * sum(heft) / ({SATURATION} + sum(heft)))::smallint AS weight,
    coalesce(string_agg(places, ''::bytea), ''::bytea) AS places
FROM part GROUP BY 1, 2, 3
"""  # noqa: S608 -- constants
_WRITE = """
WITH added AS (
    INSERT INTO knowledge_posting AS p (lexeme, article_id, weight, places)
    SELECT lexeme, article_id, weight, places FROM staged_term ORDER BY lexeme, article_id
    ON CONFLICT (lexeme, article_id) DO UPDATE SET weight = excluded.weight, places = excluded.places
        WHERE p.weight <> excluded.weight OR p.places <> excluded.places
    RETURNING p.lexeme, (p.xmax = 0)::int AS more),
gone AS (
    DELETE FROM knowledge_posting p USING staged_document s
    WHERE p.article_id = s.article_id AND NOT EXISTS (
        SELECT FROM staged_term t WHERE t.lexeme = p.lexeme AND t.article_id = p.article_id)
    RETURNING p.lexeme, -1 AS more)
INSERT INTO staged_change SELECT lexeme, sum(more) FROM (TABLE added UNION ALL TABLE gone) change
GROUP BY lexeme HAVING sum(more) <> 0
"""
# A word that another transaction counts at this moment is left to the night: nobody waits for a long import.
_COUNT_KNOWN = """
UPDATE knowledge_lexeme l SET df = greatest(l.df + c.more, 0) FROM staged_change c
WHERE l.id = c.lexeme AND l.id IN (
    SELECT id FROM knowledge_lexeme WHERE id IN (SELECT lexeme FROM staged_change) FOR UPDATE SKIP LOCKED)
"""
_ADD_NEW = """
INSERT INTO knowledge_lexeme (id, config, word, df)
SELECT lexeme, min(config), min(word), count(*) FROM staged_term t
WHERE NOT EXISTS (SELECT FROM knowledge_lexeme l WHERE l.id = t.lexeme)
GROUP BY lexeme ORDER BY lexeme ON CONFLICT DO NOTHING
"""
_DROP_LEFT_BEHIND = """
DELETE FROM knowledge_posting p WHERE NOT EXISTS (
    SELECT FROM knowledge_searchdocument d WHERE d.article_id = p.article_id)
"""
_COUNT_ALL = """
UPDATE knowledge_lexeme l SET df = counted.articles
FROM (SELECT lexeme, count(*) AS articles FROM knowledge_posting GROUP BY lexeme) counted
WHERE counted.lexeme = l.id AND counted.articles <> l.df
"""
_DROP_UNUSED = """
DELETE FROM knowledge_lexeme l WHERE NOT EXISTS (SELECT FROM knowledge_posting p WHERE p.lexeme = l.id)
"""
_UNKNOWN = """
SELECT DISTINCT article_id FROM knowledge_posting p
WHERE NOT EXISTS (SELECT FROM knowledge_lexeme l WHERE l.id = p.lexeme) ORDER BY article_id
"""


def write_postings(cursor: CursorWrapper) -> None:
    """Postings of the articles in `staged_document` as their words are now, writing only what has changed."""
    cursor.execute("DROP TABLE IF EXISTS staged_term, staged_change")
    cursor.execute(_TERMS)
    cursor.execute("ANALYZE staged_term")
    cursor.execute("CREATE TEMPORARY TABLE staged_change (lexeme bigint, more int) ON COMMIT DROP")
    cursor.execute(_WRITE)
    cursor.execute(_COUNT_KNOWN)
    add_unless_locked(cursor, _ADD_NEW)


def count_lexemes() -> list[int]:
    """Count in how many articles each word is, and drop words that are gone; returns articles with words unknown."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (_DROP_LEFT_BEHIND, _COUNT_ALL, _DROP_UNUSED):
            cursor.execute(statement)
        cursor.execute(_UNKNOWN)
        return [row[0] for row in cursor.fetchall()]


def add_unless_locked(cursor: CursorWrapper, statement: str) -> None:
    """Add words, unless another transaction is just adding the same: the night makes up for what is left out."""
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            cursor.execute(statement)
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
