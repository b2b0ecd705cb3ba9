"""Keeps a vector of every spoken passage, where an operator wants it: the table, its index, and what they lack.

The table is no model and comes by no migration, since the extension it needs is not on every server. Triggers take the
vector of a passage away in the same moment in which it is deleted, changed or hidden, and let it follow its article
when that is closed or opened. New passages wait for the next round.
"""

from collections.abc import Callable, Sequence

import psycopg
from django.db import connection, transaction
from django.db.utils import DatabaseError

from knowledge.meaning import Encoder
from knowledge.selectors.meaning import as_text, is_indexed
from peerlearn.core.statements import run
from peerlearn.embedded.paths import places

BATCH = 512
_ADDRESS = ("host", "port", "dbname")
OLDEST = (0, 8)  # of the extension: from then on filters do not leave an answer short

_TABLE = """
CREATE TABLE knowledge_meaning (
    passage_id bigint PRIMARY KEY, article_id bigint NOT NULL, is_open boolean NOT NULL,
    vector halfvec({dimensions:d}) NOT NULL);
CREATE INDEX meaning_article ON knowledge_meaning (article_id);
CREATE INDEX meaning_nearest ON knowledge_meaning USING hnsw (vector halfvec_cosine_ops) WHERE is_open;
CREATE FUNCTION knowledge_meaning_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM knowledge_meaning WHERE passage_id = OLD.id; RETURN NULL; END $$;
CREATE TRIGGER meaning_leaves AFTER DELETE OR UPDATE OF text, hidden ON knowledge_passage
    FOR EACH ROW EXECUTE FUNCTION knowledge_meaning_leaves();
CREATE FUNCTION knowledge_meaning_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE knowledge_meaning SET is_open = NEW.is_open WHERE article_id = NEW.article_id; RETURN NULL; END $$;
CREATE TRIGGER meaning_follows AFTER UPDATE OF is_open ON knowledge_searchdocument
    FOR EACH ROW WHEN (OLD.is_open <> NEW.is_open) EXECUTE FUNCTION knowledge_meaning_follows();
"""
_REMOVE = """
DROP FUNCTION IF EXISTS knowledge_meaning_leaves() CASCADE;
DROP FUNCTION IF EXISTS knowledge_meaning_follows() CASCADE;
DROP TABLE IF EXISTS knowledge_meaning;
"""
_WAITING = """
FROM knowledge_passage p JOIN knowledge_searchdocument d ON d.article_id = p.article_id
WHERE NOT p.hidden AND NOT EXISTS (SELECT FROM knowledge_meaning m WHERE m.passage_id = p.id)"""
# What was changed or closed while the model was reading is left for the next round.
_KEEP = """
INSERT INTO knowledge_meaning (passage_id, article_id, is_open, vector)
SELECT p.id, p.article_id, d.is_open, n.vector::halfvec
FROM unnest(%s::bigint[], %s::text[], %s::text[]) n (id, text, vector)
    JOIN knowledge_passage p ON p.id = n.id AND p.text = n.text AND NOT p.hidden
    JOIN knowledge_searchdocument d ON d.article_id = p.article_id
FOR SHARE OF p, d
ON CONFLICT DO NOTHING"""


class NoExtension(Exception):
    """This server cannot compare meanings; the message says what an operator does about it, in one line."""


def make_table(encoder: Encoder) -> bool:
    """Have a table for the vectors of this model; True when it is new. Raises NoExtension.

    Vectors of another model are dropped.
    """
    create_extension()
    if is_indexed(encoder):
        return False
    with transaction.atomic():
        remove_table()
        with connection.cursor() as cursor:
            cursor.execute(_TABLE.format(dimensions=encoder.dimensions))
            cursor.execute(f"COMMENT ON TABLE knowledge_meaning IS '{encoder.mark}'")
    return True


def remove_table() -> None:
    """Forget all vectors, with everything that was made for them but the extension."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE)


def create_extension() -> None:
    """Have pgvector in this database. Raises NoExtension where the server lacks it or does not let us."""
    found = run("SELECT default_version, installed_version FROM pg_available_extensions WHERE name = 'vector'", [])
    if not found or _version(found[0][1] or found[0][0]) < OLDEST:
        raise NoExtension("This PostgreSQL server has no extension pgvector 0.8 or newer; search goes on by words.")
    if found[0][1]:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except DatabaseError:
        if connection.get_connection_params().get("host") != str(places().sockets):
            raise NoExtension(
                "Only a superuser can add pgvector here: have one say CREATE EXTENSION vector in this database once."
            ) from None
        _create_in_embedded_server()


def add_missing(
    encoder: Encoder,
    *,
    go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Read the passages that have no vector, in batches that are kept at once; returns how many that were.

    Asks `go_on` before each batch. Interrupted, the next call goes on where this one stood.
    """
    total = run(f"SELECT count(*) {_WAITING}", [])[0][0]
    done = last = 0
    while go_on():
        statement = f"SELECT p.id, p.text {_WAITING} AND p.id > %s ORDER BY p.id LIMIT {BATCH:d}"
        rows = run(statement, [last])
        if not rows:
            break
        keep(encoder, rows)
        done, last = done + len(rows), rows[-1][0]
        progress(done, max(total, done))
    return done


def keep(encoder: Encoder, rows: Sequence[tuple[int, str]]) -> None:
    """The vectors of passages, given with the texts they had when they were read."""
    ids, texts = [number for number, _text in rows], [text for _number, text in rows]
    vectors = [as_text(vector) for vector in encoder(texts)]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [ids, texts, vectors])


def forget_lost() -> int:
    """Drop vectors whose passages went without a trigger hearing of it; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM knowledge_meaning m
            WHERE NOT EXISTS (SELECT FROM knowledge_passage p WHERE p.id = m.passage_id)"""
        )
        return cursor.rowcount


def _create_in_embedded_server() -> None:
    """Our own server has a superuser behind the same socket; the product's role is none, as in production."""
    same = {name: value for name, value in connection.get_connection_params().items() if name in _ADDRESS}
    with psycopg.connect(**same, user="postgres", autocommit=True) as superuser:
        superuser.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2])
