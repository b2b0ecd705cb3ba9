"""The statements of search. Matches come from one index over all words, spoken ones included; all of them are ranked
by a short vector, and only the best again by everything that was said. Permissions and filters stand in the same
statement, and every value is a parameter.

Two things the planner cannot know: a scan of the whole table would unpack every vector (so it is switched off for the
transaction), and the passages of one article are few (so they are fenced off with OFFSET 0 from the big index).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from knowledge.enums import Visibility
from knowledge.folding import CONFIGS
from knowledge.models import Article
from knowledge.query import Group, Query
from peerlearn.people.models import User

RERANKED = 60
PHRASE_BONUS = 2.0  # more than any rank: whoever remembers a sentence wants the place where it was said
SAID = (
    "d.article_id IN (SELECT p.article_id FROM knowledge_passage p "
    "WHERE p.exact @@ phraseto_tsquery('simple', %s) AND NOT p.hidden)"
)
WEIGHTS = "'{0.1, 0.2, 0.4, 1.0}'"

Parameters = list[Any]
Sql = tuple[str, Parameters]


@dataclass(frozen=True)
class Parts:
    """What an article's place among the results is made of; the sum is its score.

    `text`, 0 to about 1: how much of what was asked for it says, rare words weighing more, titles and topics more than
    speech. `freshness` is at most 0.06 and halves every 540 days. `trust` is above zero for what was verified and is
    not due for review, below for what readers called outdated. `reuse` grows slowly with how often it helped, was
    copied and opened. A phrase said word for word adds PHRASE_BONUS to `text`.
    """

    text: float = 0.0
    freshness: float = 0.0
    trust: float = 0.0
    reuse: float = 0.0

    @property
    def score(self) -> float:
        return self.text + self.freshness + self.trust + self.reuse


@dataclass(frozen=True)
class Match:
    """An article that was found, and why it stands where it does."""

    article_id: int
    config: str
    parts: Parts = Parts()


@dataclass(frozen=True)
class SpokenMatch:
    """A passage of a match; `matching` counts those of the same article that have every word."""

    article_id: int
    number: int
    starts: float | None
    estimated: bool
    speaker: str
    speaker_user_id: int | None
    text: str
    matching: int


@contextmanager
def planned_for_search() -> Iterator[None]:
    """A transaction in which the planner goes by the indexes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def closed_but_to(user: User) -> Sql:
    """The articles that are not open to everybody but to this person."""
    visible = Article.objects.visible_to(user).filter(search_document__is_open=False)
    sql, parameters = visible.values("pk").query.sql_with_params()
    return sql, list(parameters)


def best_matches(
    query: Query, *, besides: Sql, among: QuerySet[Article] | None, start: int, size: int
) -> tuple[list[Match], int]:
    """Matches number `start` to `start + size`, best first, and how many there are at all.

    Searched is what is open to everybody, and `besides` what is closed but to one person.
    """
    candidate, parameters = candidates(query, besides=besides, among=among)
    pool = max(RERANKED, start + size)
    ranked = " ".join(f"WHEN '{config}' THEN {_positive(query)}" for config in CONFIGS)
    for config in CONFIGS:
        parameters += _positive_parameters(query, config)
    statement = f"""
        WITH {candidate},
        best AS (SELECT * FROM candidate ORDER BY score DESC, article_id DESC LIMIT {pool:d})
        SELECT best.article_id, best.config, d.prior,
            best.score + ts_rank({WEIGHTS}, d.words, CASE best.config {ranked} END, 1) AS rank,
            (SELECT count(*) FROM candidate)
        FROM best JOIN knowledge_searchdocument d USING (article_id) JOIN knowledge_article a ON a.id = article_id
        WHERE a.published_at IS NOT NULL AND a.visibility = '{Visibility.EVERYBODY}' OR a.id IN (SELECT id FROM closed)
        ORDER BY rank DESC, article_id DESC
        LIMIT {size:d} OFFSET {start:d}"""  # noqa: S608 -- values are parameters
    rows = run(statement, parameters)
    matches = [Match(row[0], row[1], Parts(text=row[3] - row[2], freshness=row[2])) for row in rows]
    return matches, rows[0][4] if rows else 0


def candidates(query: Query, *, besides: Sql, among: QuerySet[Article] | None) -> Sql:
    """Definitions of `closed (id)`, what `besides` names, and `candidate (article_id, …)`, all that is found."""
    parameters, branches = list(besides[1]), []
    for config in CONFIGS:
        for sql, values in _branches(query, config, among):
            branches.append(sql)
            parameters += values
    sql = f"""closed (id) AS MATERIALIZED ({besides[0]}),
        candidate AS MATERIALIZED (SELECT article_id, config, max(score) AS score
            FROM ({" UNION ALL ".join(branches)}) found GROUP BY article_id, config)"""  # noqa: S608
    return sql, parameters


def best_passages(query: Query, matches: Iterable[Match], *, each: int) -> list[SpokenMatch]:
    """The passages of each match that answer best: the phrase first, then every word, then most of them."""
    found = []
    for config in CONFIGS:
        ids = [match.article_id for match in matches if match.config == config]
        if ids:
            found += _passages_of(query, config, ids, each)
    return found


def _branches(query: Query, config: str, among: QuerySet[Article] | None) -> Iterator[Sql]:
    """The matches among the articles of one language: by words, and by the phrase that the query may be."""
    found, parameters = _condition(query, config)
    yield _branch(query, config, among, bonus=0, found=found, parameters=parameters)
    if query.remembered:
        remembered = [" ".join(query.remembered)]
        yield _branch(query, config, among, bonus=PHRASE_BONUS, found=SAID, parameters=remembered)


def _branch(
    query: Query, config: str, among: QuerySet[Article] | None, *, bonus: float, found: str, parameters: Parameters
) -> Sql:
    narrowed, narrowed_parameters = _narrowed(among)
    sql = f"""
        SELECT d.article_id, d.config, ts_rank({WEIGHTS}, d.brief, {_positive(query)}, 1) + d.prior + {bonus} AS score
        FROM knowledge_searchdocument d
        WHERE d.config = '{config}' AND ({found})
            AND (d.is_open OR d.article_id IN (SELECT id FROM closed)) {narrowed}"""  # noqa: S608
    return sql, [*_positive_parameters(query, config), *parameters, *narrowed_parameters]


def _condition(query: Query, config: str) -> Sql:
    """Which documents match: by the index on all words, then phrases by what was said or by the brief."""
    alternatives, parameters = [], []
    for group in query.groups:
        words, values = _all_of(group, config)
        checks = [f"d.words @@ ({words})"]
        parameters += values
        for phrase, negation in _phrases(group):
            checks.append(f"{negation} (d.brief @@ phraseto_tsquery(%s, %s) OR {SAID})")
            parameters += [config, " ".join(phrase), " ".join(phrase)]
        alternatives.append(f"({' AND '.join(checks)})")
    return " OR ".join(alternatives), parameters


def _phrases(group: Group) -> list[tuple[tuple[str, ...], str]]:
    return [
        *((phrase, "") for phrase in group.phrases),
        *((phrase, "NOT") for phrase in group.without_phrases),
    ]


def _all_of(group: Group, config: str) -> Sql:
    """A tsquery for every word of a group and none of the excluded ones."""
    sql, parameters = "plainto_tsquery(%s, %s)", [config, " ".join(group.positive_words)]
    if group.prefix:
        opened, values = _opened(group.prefix, config)
        sql, parameters = f"{sql} && {opened}", parameters + values
    if not group.without:
        return sql, parameters
    excluded = " ".join("&& !!plainto_tsquery(%s, %s)" for _ in group.without)
    return f"{sql} {excluded}", parameters + [value for word in group.without for value in (config, word)]


def _opened(prefix: str, config: str) -> Sql:
    """What was typed so far, as the beginning of a word and as a word of its own."""
    return "(to_tsquery('simple', %s) || plainto_tsquery(%s, %s))", [f"{prefix}:*", config, prefix]


def _positive(query: Query) -> str:
    """A tsquery of what is looked for, to rank by; its parameters are `_positive_parameters`."""
    parts = [
        "(plainto_tsquery(%s, %s)" + (" && to_tsquery('simple', %s))" if group.prefix else ")")
        for group in query.groups
    ]
    return f"({' || '.join(parts)})"


def _positive_parameters(query: Query, config: str) -> Parameters:
    parameters: Parameters = []
    for group in query.groups:
        parameters += [config, " ".join(group.positive_words)]
        parameters += [f"{group.prefix}:*"] if group.prefix else []
    return parameters


def _narrowed(among: QuerySet[Article] | None) -> Sql:
    if among is None:
        return "", []
    sql, parameters = among.order_by().values("pk").query.sql_with_params()
    return f"AND d.article_id IN ({sql})", list(parameters)


def _passages_of(query: Query, config: str, ids: Sequence[int], each: int) -> list[SpokenMatch]:
    phrase, phrase_values = _spoken_phrase(query)
    strict, any_of = _positive(query), _any_of(query)
    strict_values, any_values = _positive_parameters(query, config), _any_parameters(query, config)
    statement = f"""
        SELECT wanted.id, best.number, best.starts, best.estimated, best.speaker, best.speaker_user_id,
            best.text, best.matching
        FROM unnest(%s::bigint[]) wanted(id) CROSS JOIN LATERAL (
            SELECT p.*, count(*) FILTER (WHERE p.words @@ {strict}) OVER () AS matching
            FROM (SELECT * FROM knowledge_passage WHERE article_id = wanted.id AND NOT hidden OFFSET 0) p
            WHERE p.words @@ {any_of} OR p.exact @@ {phrase}
            ORDER BY p.exact @@ {phrase} DESC, p.words @@ {strict} DESC, ts_rank({WEIGHTS}, p.words, {any_of}) DESC,
                p.number
            LIMIT {each:d}) best"""  # noqa: S608
    parameters = [
        *[list(ids)],
        *strict_values,
        *any_values,
        *phrase_values,
        *phrase_values,
        *strict_values,
        *any_values,
    ]
    return [SpokenMatch(*row) for row in run(statement, parameters)]


def _spoken_phrase(query: Query) -> Sql:
    """The phrases that were asked for, or that the query may be."""
    phrases = [phrase for group in query.groups for phrase in group.phrases] or [query.remembered]
    sql = " || ".join(["phraseto_tsquery('simple', %s)"] * len(phrases))
    return f"({sql})", [" ".join(phrase) for phrase in phrases]


def _any_of(query: Query) -> str:
    words = ["plainto_tsquery(%s, %s)"] * len(query.words)
    prefixes = ["to_tsquery('simple', %s)"] * len(query.prefixes)
    return f"({' || '.join([*words, *prefixes])})"


def _any_parameters(query: Query, config: str) -> Parameters:
    words = [value for word in query.words for value in (config, word)]
    return [*words, *(f"{prefix}:*" for prefix in query.prefixes)]


def run(statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
