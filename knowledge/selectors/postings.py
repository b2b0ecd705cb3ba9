"""What the index of words says, as arrays of numbers: which articles have a word and how much of it, where a phrase is
said, and what speaks for each article. An article's place in an array is its own number.

Most of it was packed at some time (`knowledge.services.packing`); what has changed since is read by itself and put over
it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from knowledge.folding import phrase_of_pairs
from knowledge.models import Article
from peerlearn.core.statements import planned_once

Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# As `string_agg` of `int4send`, `int2send` and `float8send` writes them.
_FOUR_BYTES, _TWO_BYTES, _FLOAT = ">i4", ">i2", ">f8"

# One statement sees one state of everything: what changed and what is put over it belong together.
_READ = """
WITH changed AS MATERIALIZED (SELECT DISTINCT article_id FROM knowledge_changeddocument),
asked (lexeme) AS MATERIALIZED (SELECT unnest(%s::bigint[])),
packed AS MATERIALIZED (SELECT k.* FROM asked JOIN knowledge_packedpostings k ON k.lexeme = asked.lexeme)
SELECT (SELECT version FROM knowledge_packeddocuments), NULL::bigint, NULL::bool,
    string_agg(int4send(c.article_id::int), ''::bytea),
    string_agg(int2send(coalesce(d.is_open, false)::int::smallint), ''::bytea),
    string_agg(float8send(coalesce(d.freshness + d.trust + d.reuse, 0)), ''::bytea)
FROM changed c LEFT JOIN knowledge_searchdocument d ON d.article_id = c.article_id
UNION ALL
SELECT NULL, lexeme, true, articles, weights, NULL FROM packed
UNION ALL
SELECT NULL, packed.lexeme, false, since.articles, since.weights, NULL FROM packed CROSS JOIN LATERAL (
    SELECT string_agg(int4send(changed.article_id::int), ''::bytea), string_agg(int2send(p.weight), ''::bytea)
    FROM changed CROSS JOIN LATERAL (SELECT weight FROM knowledge_posting p
        WHERE p.lexeme = packed.lexeme AND p.article_id = changed.article_id OFFSET 0) p) since (articles, weights)
WHERE since.articles IS NOT NULL
UNION ALL
SELECT NULL, asked.lexeme, false, all_of_it.articles, all_of_it.weights, NULL FROM asked CROSS JOIN LATERAL (
    SELECT string_agg(int4send(p.article_id::int), ''::bytea), string_agg(int2send(p.weight), ''::bytea)
    FROM knowledge_posting p WHERE p.lexeme = asked.lexeme) all_of_it (articles, weights)
WHERE asked.lexeme NOT IN (SELECT lexeme FROM packed) AND all_of_it.articles IS NOT NULL
"""
_PACKED = "SELECT articles, is_open, priors FROM knowledge_packeddocuments WHERE version = %s"
_SAID = """
SELECT string_agg(int4send(p.article_id::int) || int4send(p.number), ''::bytea)
FROM knowledge_passage p WHERE p.exact @@ %(phrase)s::tsquery AND NOT p.hidden
UNION ALL
SELECT string_agg(int4send(w.article_id::int) || int4send(0), ''::bytea)
FROM knowledge_writtenwords w WHERE w.exact @@ %(phrase)s::tsquery
"""


@dataclass(frozen=True)
class Documents:
    """Of each article whether every colleague may find it, and what speaks for it before a word is read.

    `changed` are those whose postings are not as they were packed.
    """

    is_open: Flags
    priors: Floats
    changed: Flags

    @classmethod
    def of_size(cls, size: int) -> Self:
        """Nothing is known of any article yet."""
        return cls(np.zeros(size, bool), np.zeros(size), np.zeros(size, bool))

    @property
    def size(self) -> int:
        return len(self.is_open)


@dataclass(frozen=True)
class Places:
    """Where a phrase is said: articles and, side by side, numbers of their passages; 0 where it is written."""

    articles: Numbers
    numbers: Numbers


class Weights:
    """How much of each word every article has, 0 to 10,000."""

    def __init__(self, rows: Iterable[tuple[Any, ...]], now: Documents) -> None:
        self._size = now.size
        self._of: dict[int, list[tuple[Numbers, Floats]]] = {}
        for lexeme, as_packed, articles, weights in rows:
            numbers, values = _numbers(articles, _FOUR_BYTES), _floats(weights, _TWO_BYTES)
            known = numbers < self._size  # others were left behind by what is gone
            if as_packed:
                known[known] = ~now.changed[numbers[known]]
            if not known.all():
                numbers, values = numbers[known], values[known]
            self._of.setdefault(lexeme, []).append((numbers, values))

    def of(self, lexeme: int) -> Floats:
        return self.best_of({lexeme: 1.0})

    def best_of(self, lexemes: dict[int, float]) -> Floats:
        """The largest weight of several words, each times a factor."""
        best = np.zeros(self._size)
        for lexeme, factor in lexemes.items():
            for articles, weights in self._of.get(lexeme, ()):
                best[articles] = np.maximum(best[articles], weights * factor)
        return best


def read_index(lexemes: Iterable[int]) -> tuple[Documents, Weights]:
    """All articles as they are now, and how much they have of these words."""
    asked = sorted(set(lexemes))
    rows = planned_once(_READ, [asked], in_binary=True)
    version, _, _, *changed = next(row for row in rows if row[1] is None)
    try:
        packed = _packed(version)
    except LookupError:  # packed anew in between
        return read_index(asked)
    now = _with_changes(packed, *_unpacked(*changed))
    return now, Weights((row[1:5] for row in rows if row[1] is not None), now)


def _with_changes(packed: Documents, numbers: Numbers, is_open: Flags, priors: Floats) -> Documents:
    if not len(numbers):
        return packed
    now = Documents.of_size(max(packed.size, int(numbers.max()) + 1))
    now.is_open[: packed.size], now.priors[: packed.size] = packed.is_open, packed.priors
    now.is_open[numbers], now.priors[numbers], now.changed[numbers] = is_open, priors, True
    return now


@lru_cache(maxsize=2)
def _packed(version: UUID | None) -> Documents:
    """The documents of one packing, which never change."""
    rows = planned_once(_PACKED, [version], in_binary=True) if version else [(None, None, None)]
    if not rows:
        raise LookupError(version)
    numbers, is_open, priors = _unpacked(*rows[0])
    packed = Documents.of_size(int(numbers.max(initial=-1)) + 1)
    packed.is_open[numbers], packed.priors[numbers] = is_open, priors
    return packed


def _unpacked(articles: Any, is_open: Any, priors: Any) -> tuple[Numbers, Flags, Floats]:
    return _numbers(articles, _FOUR_BYTES), _numbers(is_open, _TWO_BYTES) > 0, _floats(priors, _FLOAT)


def places_of(phrase: str) -> Places:
    """Where words are said or written in this order."""
    both = planned_once(_SAID, {"phrase": phrase_of_pairs(phrase)}, in_binary=True)
    pairs = np.concatenate([_numbers(places, _FOUR_BYTES) for (places,) in both]).reshape(-1, 2)
    return Places(pairs[:, 0], pairs[:, 1])


def numbers_of(articles: QuerySet[Article]) -> Numbers:
    """The numbers of these articles, in no order."""
    sql, parameters = articles.order_by().values("pk").query.sql_with_params()
    statement = f"SELECT string_agg(int4send(id::int), ''::bytea) FROM ({sql}) among (id)"  # noqa: S608 -- Django's own
    return _numbers(planned_once(statement, parameters, in_binary=True)[0][0], _FOUR_BYTES)


def _numbers(packed: bytes | None, written_as: str) -> Numbers:
    return np.frombuffer(packed or b"", written_as).astype(np.intp)


def _floats(packed: bytes | None, written_as: str) -> Floats:
    return np.frombuffer(packed or b"", written_as).astype(np.float64)
