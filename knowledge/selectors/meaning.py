"""What comes nearest in meaning, with the rights and filters of word search in the same statement.

The vectors lie in a table of their own, `knowledge_meaning`, that is there only where an operator wants it; see
`knowledge.services.meaning`. Its index holds the passages that every colleague may find. Those of closed articles are
in no index: whoever may find them has theirs compared one by one, and nobody else's answer depends on them.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from knowledge.fusion import merged
from knowledge.meaning import Encoder
from knowledge.models import Article
from knowledge.query import Query
from knowledge.selectors.matching import Match, Parts
from knowledge.selectors.openness import CLOSED, MAY_BE_SEEN, Sql, narrowed_to
from peerlearn.core.statements import run

FARTHEST = 0.6  # cosine distance beyond which nothing is called close
NEAREST = 100  # passages that are looked at
MOST = 20  # articles
PLACES = 3  # passages of an article
ENOUGH_WORDS = 2

_READY = """
SELECT obj_description(to_regclass('knowledge_meaning'), 'pg_class'),
    set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'strict_order', true)"""


def is_for_meaning(query: Query) -> bool:
    """Plain words, several of them. Who writes phrases, minus or OR means the words."""
    if len(query.groups) != 1:
        return False
    group = query.groups[0]
    exact = group.phrases or group.without or group.without_phrases or group.prefix
    return not exact and len(group.words) >= ENOUGH_WORDS


def is_indexed(encoder: Encoder) -> bool:
    """Whether there are vectors of this model. In a transaction it also prepares the index to be asked."""
    return run(_READY, [str(NEAREST)])[0][0] == encoder.mark


def closest(
    vector: Sequence[float], *, besides: Sequence[int], among: QuerySet[Article] | None, most: int = MOST
) -> list[Match]:
    """The articles with the passages nearest to a vector, nearest first, the places of each nearest first."""
    statement, parameters = closest_statement(vector, besides=besides, among=among)
    return [
        Match(article_id, config, Parts(freshness=freshness, trust=trust, reuse=reuse), tuple(places), by_meaning=True)
        for article_id, config, freshness, trust, reuse, places in run(statement, [*parameters, FARTHEST, most])
    ]


def closest_statement(vector: Sequence[float], *, besides: Sequence[int], among: QuerySet[Article] | None) -> Sql:
    """All but how far is too far and how many are too many."""
    asked = as_text(vector)
    narrowed, values = narrowed_to(among)
    statement = f"""
        WITH {CLOSED},
        near AS MATERIALIZED (
            (SELECT p.article_id, p.number, m.vector <=> %s::halfvec AS distance
            FROM knowledge_meaning m JOIN knowledge_passage p ON p.id = m.passage_id
                JOIN knowledge_searchdocument d ON d.article_id = p.article_id
            WHERE m.is_open AND d.is_open AND NOT p.hidden {narrowed}
            ORDER BY m.vector <=> %s::halfvec LIMIT {NEAREST:d})
            UNION ALL
            (SELECT p.article_id, p.number, m.vector <=> %s::halfvec AS distance
            FROM closed JOIN knowledge_passage p ON p.article_id = closed.id
                JOIN knowledge_meaning m ON m.passage_id = p.id
                JOIN knowledge_searchdocument d ON d.article_id = p.article_id
            WHERE NOT p.hidden AND NOT (m.is_open AND d.is_open) {narrowed}
            ORDER BY distance LIMIT {NEAREST:d}))
        SELECT near.article_id, d.config, d.freshness, d.trust, d.reuse,
            (array_agg(near.number ORDER BY distance, number))[:{PLACES:d}]
        FROM near JOIN knowledge_searchdocument d ON d.article_id = near.article_id
            JOIN knowledge_article a ON a.id = near.article_id
        WHERE distance <= %s AND {MAY_BE_SEEN}
        GROUP BY near.article_id, d.config, d.freshness, d.trust, d.reuse
        ORDER BY min(distance), near.article_id LIMIT %s"""  # noqa: S608 -- values are parameters
    return statement, [list(besides), asked, *values, asked, asked, *values]


def with_meaning(words: Sequence[Match], close: Sequence[Match]) -> list[Match]:
    """Both lists as one; what words found too keeps the places of its words."""
    found = {match.article_id: match for match in (*close, *words)}
    order = merged([match.article_id for match in words], [match.article_id for match in close])
    return [found[article_id] for article_id in order]


def as_text(vector: Sequence[float]) -> str:
    """As PostgreSQL reads a vector."""
    return f"[{','.join(f'{value:.6g}' for value in vector)}]"
