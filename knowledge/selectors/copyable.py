"""Snippets by their words: what can be copied stands first among the answers of search."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from knowledge.folding import CONFIGS
from knowledge.models import Article
from knowledge.query import Query
from knowledge.selectors.openness import CLOSED, MAY_BE_SEEN, Sql, narrowed_to
from peerlearn.core.statements import run


@dataclass(frozen=True)
class SnippetMatch:
    """A snippet that was found; `config` is the language of its article, to mark its words by."""

    snippet_id: int
    article_id: int
    config: str
    score: float


def best_snippets(
    query: Query, *, besides: Sequence[int], among: QuerySet[Article] | None = None, size: int = 5
) -> list[SnippetMatch]:
    """The snippets that say every word of the query, best first and the same text once.

    Only of articles that this person may open: what is open to everybody, and `besides` what is closed but to them.
    `among` leaves only those of these articles.
    """
    groups = [group for group in query.groups if group.positive_words or group.prefix]
    if not groups:
        return []
    parts, values = [], []
    for group in groups:
        sql, own = _all_of(group.positive_words, group.prefix)
        parts.append(sql)
        values += own
    meant = " || ".join(parts)
    narrowed, narrowed_values = narrowed_to(among)
    statement = f"""
        WITH {CLOSED},
        found AS (SELECT DISTINCT ON (s.text) s.id, s.article_id, d.config, ts_rank(w.words, {meant}) AS score
            FROM knowledge_snippet s JOIN knowledge_searchdocument d ON d.article_id = s.article_id
                JOIN knowledge_article a ON a.id = s.article_id
                JOIN knowledge_snippetwords w ON w.snippet_id = s.id
            WHERE w.words @@ ({meant}) AND {MAY_BE_SEEN} {narrowed}
            ORDER BY s.text, s.id DESC)
        SELECT id, article_id, config, score FROM found ORDER BY score DESC, id DESC LIMIT %s"""  # noqa: S608
    rows = run(statement, [list(besides), *values, *values, *narrowed_values, size])
    return [SnippetMatch(*row) for row in rows]


def _all_of(words: tuple[str, ...], prefix: str) -> Sql:
    """A tsquery for each word, as it stands or by its stem in any language."""
    forms = " || ".join(f"plainto_tsquery('{config}', %s)" for config in CONFIGS)
    parts = [f"({forms})"] * len(words)
    values = [word for word in words for _ in CONFIGS]
    if prefix:
        parts.append(f"({forms} || to_tsquery('simple', %s))")
        values += [*(prefix for _ in CONFIGS), f"{prefix}:*"]
    return f"({' && '.join(parts)})", values
