"""The statements of search. A row per word and article says how much of the word the article has; an answer adds up a
few of those rows, with what speaks for the article besides, and unpacks no text. Filters stand in the same statement,
and so do the numbers of what is closed but open to whoever asks; every value is a parameter.

Of the best, the passages that say each word are known from the same rows: those that say several at once come first,
and lift their article. A remembered sentence is looked for word for word besides.
"""

import math
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.folding import CONFIGS, phrase_of_pairs
from knowledge.models import Article
from knowledge.query import Group, Query
from knowledge.selectors.lexemes import Lexemes, Stem, look_up
from peerlearn.core.statements import planned_once
from peerlearn.core.windows import local_day
from peerlearn.people.models import User

POOL = 60  # of the best, those that are ranked again by what is said together
PHRASE_BONUS = 2.0  # more than any rank: whoever remembers a sentence wants the place where it was said
TOGETHER = 0.3  # for all words in one passage, beside at most 1 for the words
STAND_IN = 0.8  # of the weight of a word has what it is the beginning of, and another name of the same topic
MOST_PLACES = 50  # passages of one article that are looked at for one query
MAY_BE_SEEN = f"""(a.published_at IS NOT NULL AND a.visibility = '{Visibility.EVERYBODY}'
    OR a.id IN (SELECT id FROM closed))"""  # noqa: S608 -- a constant
"""What is found is asked of the article `a` itself once more, whatever the index says."""

Parameters = list[Any]
Sql = tuple[str, Parameters]


@dataclass(frozen=True)
class Parts:
    """What an article's place among the results is made of; the sum is its score.

    `text`, 0 to about 1.3: how much of what was asked for it says, rare words weighing more, titles and topics more
    than speech, and a little more where one passage says it all. `freshness` is at most 0.06 and halves every 540 days.
    `trust` is above zero for what was verified and is not due for review, below for what readers called outdated.
    `reuse` grows slowly with how often it helped, was copied and opened. A phrase said word for word adds PHRASE_BONUS
    to `text`.
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
    """An article that was found, and why it stands where it does.

    `places` are the numbers of its passages that answer, best first; `matching` of them have every word. What was found
    `by_meaning` says something near and perhaps none of the words.
    """

    article_id: int
    config: str
    parts: Parts = Parts()
    places: tuple[int, ...] = ()
    matching: int = 0
    by_meaning: bool = False


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


@dataclass(frozen=True)
class Choice:
    """One way to have a word: all of these stems. A `stand_in` for the word weighs less than itself."""

    lexemes: tuple[int, ...]
    stand_in: bool = False


@dataclass(frozen=True)
class Term:
    """A word of the query in one language. `rarity` is its share of the score; `df` is about how many have it."""

    choices: tuple[Choice, ...]
    rarity: float
    df: int

    @property
    def lexemes(self) -> frozenset[int]:
        return frozenset(lexeme for choice in self.choices for lexeme in choice.lexemes)


@dataclass(frozen=True)
class Clause:
    """One alternative of the query in one language."""

    config: str
    terms: tuple[Term, ...]
    without: tuple[tuple[int, ...], ...] = ()
    phrases: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is looked for: any of the clauses, or the remembered sentence word for word."""

    clauses: tuple[Clause, ...]
    remembered: str = ""

    @property
    def phrases(self) -> list[str]:
        """Every phrase that the statement looks for, each once."""
        asked = [phrase for clause in self.clauses for phrase in (*clause.phrases, *clause.without_phrases)]
        return list(dict.fromkeys([*asked, *([self.remembered] if self.remembered else [])]))

    @property
    def wanted_phrases(self) -> list[str]:
        wanted = [phrase for clause in self.clauses for phrase in clause.phrases]
        return list(dict.fromkeys([*wanted, *([self.remembered] if self.remembered else [])]))


def closed_but_to(user: User) -> Sql:
    """The articles that this person may find besides those that everybody may.

    Their numbers are asked for here, once: to plan in each statement what somebody may see would take longer than all
    the rest of it.
    """
    rows = planned_once(*_closed_but_to(user, local_day(timezone.now())))
    return "SELECT unnest(%s::bigint[])", [[row[0] for row in rows]]


@lru_cache(maxsize=500)
def _closed_but_to(user: User, day: date) -> tuple[str, tuple[Any, ...]]:
    """Making the statement takes longer than running it; its values are others for another person or day."""
    sql, parameters = Article.objects.visible_besides_open(user).query.sql_with_params()
    return sql, tuple(parameters)


def best_matches(
    query: Query, *, besides: Sql, among: QuerySet[Article] | None, start: int, size: int
) -> tuple[list[Match], int]:
    """Matches number `start` to `start + size`, best first, and how many there are at all.

    Searched is what is open to everybody, and `besides` what is closed but to one person.
    """
    plan = plan_for(query)
    if not plan.clauses and not plan.remembered:
        return [], 0
    asked = _Asked.by_config(plan)
    candidate, parameters = _candidates(plan, besides, among)
    above, pool = (0, max(POOL, start + size)) if any(each.several for each in asked.values()) else (start, size)
    statement = f"""
        WITH {candidate},
        best AS MATERIALIZED (
            SELECT * FROM candidate ORDER BY score DESC, article_id DESC LIMIT {pool:d} OFFSET {above:d})
        SELECT best.article_id, shown.config, best.text, shown.freshness, shown.trust, shown.reuse,
            (SELECT count(*) FROM candidate), {_said_in_best(plan)}, p.lexeme, p.places
        FROM best CROSS JOIN LATERAL (
                SELECT d.config, d.freshness, d.trust, d.reuse
                FROM knowledge_searchdocument d JOIN knowledge_article a ON a.id = d.article_id
                WHERE d.article_id = best.article_id AND {MAY_BE_SEEN} OFFSET 0) shown
            LEFT JOIN LATERAL (SELECT asked.lexeme, one.places
                FROM unnest(%s::bigint[]) asked (lexeme) CROSS JOIN LATERAL (
                    SELECT places FROM knowledge_posting p
                    WHERE p.lexeme = asked.lexeme AND p.article_id = best.article_id OFFSET 0) one) p ON true"""  # noqa: S608 -- values are parameters
    rows = run(statement, [*parameters, _placed(plan)])
    found = sorted(_found(rows, asked), key=lambda each: (-each.parts.score, -each.article_id))
    return [each.match() for each in found[start - above : start - above + size]], rows[0][6] if rows else 0


def candidates(query: Query, *, besides: Sql, among: QuerySet[Article] | None) -> Sql:
    """Definitions of `closed (id)`, what `besides` names, and `candidate (article_id, …)`, all that is found."""
    return _candidates(plan_for(query), besides, among)


_PASSAGES = """
SELECT p.article_id, p.number, p.starts, p.estimated, p.speaker, p.speaker_user_id, p.text
FROM unnest(%s::bigint[], %s::int[]) wanted (article_id, number) JOIN knowledge_passage p USING (article_id, number)
WHERE NOT p.hidden
"""


def best_passages(query: Query, matches: Iterable[Match], *, each: int) -> list[SpokenMatch]:
    """The passages of each match that answer best: the phrase first, then every word, then most of them."""
    wanted = [(match, number) for match in matches for number in match.places[:each]]
    if not wanted:
        return []
    rows = planned_once(_PASSAGES, [[match.article_id for match, _ in wanted], [number for _, number in wanted]])
    found = {(row[0], row[1]): row for row in rows}
    ordered = ((match, found.get((match.article_id, number))) for match, number in wanted)
    return [SpokenMatch(*(*row, match.matching)) for match, row in ordered if row]


def plan_for(query: Query) -> Plan:
    """The query in the words of the index, each of its alternatives in each language that has all of its words."""
    groups = query.groups
    words = {word for group in groups for word in (*group.positive_words, *group.without)} | set(query.other_words)
    lexemes = look_up(words, query.prefixes)
    clauses = [clause for group in groups for config in CONFIGS for clause in _clauses(query, group, config, lexemes)]
    return Plan(tuple(clauses), " ".join(query.remembered))


def _clauses(query: Query, group: Group, config: str, lexemes: Lexemes) -> Iterator[Clause]:
    words = [word for word in dict.fromkeys(group.positive_words) if not lexemes.is_common(word, config)]
    terms = [_term(query, word, config, lexemes) for word in words]
    if group.prefix and (not lexemes.is_common(group.prefix, config) or not terms):
        terms.append(_beginning(query, group.prefix, config, lexemes))
    phrases = tuple(" ".join(phrase) for phrase in group.phrases)
    if all(term.choices for term in terms) and (terms or phrases):
        without = (tuple(stem.lexeme for stem in lexemes.stems.get((word, config), ())) for word in group.without)
        yield Clause(
            config,
            tuple(sorted(terms, key=lambda term: term.df)),
            tuple(lexeme for lexeme in without if lexeme),
            phrases,
            tuple(" ".join(phrase) for phrase in group.without_phrases),
        )


def _term(query: Query, word: str, config: str, lexemes: Lexemes) -> Term:
    stems = lexemes.stems[word, config]
    choices = [_choice(stems)] if all(stem.df for stem in stems) else []
    df = min(stem.df for stem in stems)
    choices += _other_names(query, word, config, lexemes)
    return Term(tuple(choices), _rarity(lexemes.df(word) or 1, lexemes.articles), df)


def _beginning(query: Query, prefix: str, config: str, lexemes: Lexemes) -> Term:
    """What was typed so far, as the beginning of a word and as a word of its own."""
    stems, opened = lexemes.stems.get((prefix, config), ()), lexemes.opened.get((prefix, config), ())
    choices = [_choice(stems)] if stems and all(stem.df for stem in stems) else []
    choices += [Choice((stem.lexeme,), stand_in=True) for stem in opened]
    choices += _other_names(query, prefix, config, lexemes)
    df = sum(stem.df for stem in opened) or 1
    return Term(tuple(choices), _rarity(df, max(lexemes.articles, df)), df)


def _choice(stems: Sequence[Stem], *, stand_in: bool = False) -> Choice:
    return Choice(tuple(dict.fromkeys(stem.lexeme for stem in stems)), stand_in)


def _other_names(query: Query, word: str, config: str, lexemes: Lexemes) -> Iterator[Choice]:
    """The other names of the topics that the word, with those beside it, names."""
    for name in (name for same in query.same if word in same.words for name in same.names):
        stems = [stem for part in name for stem in lexemes.stems.get((part, config), ())]
        if stems and all(stem.df for stem in stems):
            yield _choice(stems, stand_in=True)


def _rarity(df: int, articles: int) -> float:
    """The inverse document frequency of BM25."""
    return math.log(1 + (articles - df + 0.5) / (df + 0.5))


def _candidates(plan: Plan, besides: Sql, among: QuerySet[Article] | None) -> Sql:
    """What is closed but open to this person, where each phrase is said, and all articles that are found."""
    parameters = list(besides[1])
    definitions = [f"closed (id) AS MATERIALIZED ({besides[0]})"]
    names = {phrase: f"said{number}" for number, phrase in enumerate(plan.phrases)}
    for phrase, name in names.items():
        definitions.append(f"{name} AS MATERIALIZED ({_SAID})")
        parameters += [phrase_of_pairs(phrase)] * 2
    branches = [_branch(clause, names) for clause in plan.clauses]
    if plan.remembered:
        branches.append((f"SELECT article_id, {PHRASE_BONUS}::float8 AS text FROM {names[plan.remembered]}", []))  # noqa: S608
    found = " UNION ALL ".join(sql for sql, _ in branches) or "SELECT NULL::bigint AS article_id, 0 AS text WHERE false"
    parameters += [value for _, values in branches for value in values]
    if len(branches) > 1:
        found = f"SELECT article_id, {'sum' if plan.remembered else 'max'}(text) AS text FROM ({found}) f GROUP BY 1"  # noqa: S608
    narrowed, narrowed_parameters = narrowed_to(among)
    definitions.append(f"""candidate AS MATERIALIZED (
        SELECT d.article_id, found.text, found.text + d.freshness + d.trust + d.reuse AS score
        FROM ({found}) found JOIN knowledge_searchdocument d ON d.article_id = found.article_id
        WHERE (d.is_open OR d.article_id IN (SELECT id FROM closed)) {narrowed})""")  # noqa: S608
    return ", ".join(definitions), [*parameters, *narrowed_parameters]


_SAID = """
SELECT article_id, array_agg(number ORDER BY number) AS numbers FROM (
    SELECT p.article_id, p.number FROM knowledge_passage p
    WHERE p.exact @@ %s::tsquery AND NOT p.hidden
    UNION ALL
    SELECT w.article_id, 0 FROM knowledge_writtenwords w WHERE w.exact @@ %s::tsquery) place
GROUP BY article_id"""


def _branch(clause: Clause, names: dict[str, str]) -> Sql:
    """The articles with every word and phrase of a clause, rarest first, and the weighed mean of its words in them."""
    tables: list[str] = []
    parameters: Parameters = []
    total = sum(term.rarity for term in clause.terms) or 1.0
    sums = []
    for number, term in enumerate(clause.terms):
        sql, values = _having(term)
        tables.append(f"({sql}) t{number}")
        parameters += values
        sums.append(f"{term.rarity / total / 10_000:.9f}::float8 * t{number}.weight")
    for number, phrase in enumerate(clause.phrases, start=len(tables)):
        tables.append(f"{names[phrase]} t{number}")
    if clause.phrases:
        sums.append(f"{PHRASE_BONUS}::float8")
    joined = tables[0] + "".join(
        f" JOIN {table} ON t{number}.article_id = t0.article_id" for number, table in enumerate(tables) if number
    )
    checks = []
    for lexemes in clause.without:
        checks.append(
            " AND ".join(
                "EXISTS (SELECT FROM knowledge_posting x WHERE x.lexeme = %s AND x.article_id = t0.article_id)"
                for _ in lexemes
            )
        )
        parameters += lexemes
    checks += [
        f"t0.article_id IN (SELECT article_id FROM {names[phrase]})"  # noqa: S608
        for phrase in clause.without_phrases
    ]
    where = " AND ".join(f"NOT ({check})" for check in checks) or "true"
    return f"SELECT t0.article_id, {' + '.join(sums)} AS text FROM {joined} WHERE {where}", parameters  # noqa: S608


def _having(term: Term) -> Sql:
    """The articles that have a word in any of the ways it may be had, with the weight of the best."""
    alone = {choice.lexemes[0]: choice.stand_in for choice in reversed(term.choices) if len(choice.lexemes) == 1}
    together = [choice for choice in term.choices if len(choice.lexemes) > 1]
    ways = [_any_of(alone)] if alone else []
    ways += [_all_of(choice) for choice in together]
    parameters = [value for _, values in ways for value in values]
    if len(ways) == 1:
        return ways[0][0], parameters
    union = " UNION ALL ".join(sql for sql, _ in ways)
    return f"SELECT article_id, max(weight) AS weight FROM ({union}) way GROUP BY article_id", parameters  # noqa: S608


def _any_of(lexemes: dict[int, bool]) -> Sql:
    """The articles that have one of these lexemes at least; of each lexeme, whether it only stands in for a word."""
    if len(lexemes) == 1 and not any(lexemes.values()):
        return "SELECT article_id, weight FROM knowledge_posting WHERE lexeme = %s", list(lexemes)
    sql = f"""
        SELECT article_id,
            max(CASE WHEN lexeme = ANY(%s::bigint[]) THEN weight ELSE weight * {STAND_IN}::float8 END) AS weight
        FROM knowledge_posting WHERE lexeme = ANY(%s::bigint[]) GROUP BY article_id"""  # noqa: S608 -- a constant
    return sql, [[lexeme for lexeme, stand_in in lexemes.items() if not stand_in], list(lexemes)]


def _all_of(choice: Choice) -> Sql:
    """The articles that have all lexemes of a choice, as much of it as of the least."""
    sql = f"""
        SELECT article_id, min(weight) * {STAND_IN if choice.stand_in else 1}::float8 AS weight FROM knowledge_posting
        WHERE lexeme = ANY(%s::bigint[]) GROUP BY article_id HAVING count(*) = %s"""  # noqa: S608 -- a constant
    return sql, [list(choice.lexemes), len(choice.lexemes)]


def narrowed_to(among: QuerySet[Article] | None) -> Sql:
    """A condition on the document `d` that leaves only these articles, nothing for all."""
    if among is None:
        return "", []
    sql, parameters = among.order_by().values("pk").query.sql_with_params()
    return f"AND d.article_id IN ({sql})", list(parameters)


def _said_in_best(plan: Plan) -> str:
    """The numbers of the passages of a best article that say any of the phrases."""
    names = {phrase: f"said{number}" for number, phrase in enumerate(plan.phrases)}
    lists = [
        f"coalesce((SELECT numbers FROM {names[phrase]} s WHERE s.article_id = best.article_id), '{{}}')"  # noqa: S608
        for phrase in plan.wanted_phrases
    ]
    return " || ".join(lists) or "'{}'::int[]"


def _placed(plan: Plan) -> list[int]:
    """The words whose passages are asked for."""
    return sorted({lexeme for clause in plan.clauses for term in clause.terms for lexeme in term.lexemes})


@dataclass(frozen=True)
class _Asked:
    """The words of all clauses of one language: of each its lexemes, its share and its bit. `wanted` are the bits of
    each clause.
    """

    words: tuple[tuple[frozenset[int], float, int], ...]
    wanted: tuple[int, ...]

    @classmethod
    def by_config(cls, plan: Plan) -> "dict[str, _Asked]":
        by_config: dict[str, list[Clause]] = {config: [] for config in CONFIGS}
        for clause in plan.clauses:
            by_config[clause.config].append(clause)
        return {config: cls._of(clauses) for config, clauses in by_config.items()}

    @classmethod
    def _of(cls, clauses: Sequence[Clause]) -> "_Asked":
        total = max((sum(term.rarity for term in clause.terms) for clause in clauses), default=0.0) or 1.0
        terms = {term: 1 << place for place, term in enumerate(dict.fromkeys(t for c in clauses for t in c.terms))}
        words = ((term.lexemes, term.rarity / total, bit) for term, bit in terms.items())
        return cls(tuple(words), tuple(sum(terms[term] for term in set(c.terms)) for c in clauses if c.terms))

    def share_of(self, bits: int) -> float:
        """How much of what is asked for these words are, 0 to 1."""
        return sum(share for _, share, bit in self.words if bits & bit)

    @property
    def several(self) -> bool:
        """Whether any clause has words that could be said together: only then do passages change the order."""
        return any(wanted & (wanted - 1) for wanted in self.wanted)


class _Found:
    """One of the best articles, ranked once more by what its passages say at once."""

    def __init__(self, row: tuple[Any, ...], places: dict[int, tuple[int, ...]], asked: _Asked) -> None:
        self.article_id, self.config, text, *priors = row[:6]
        self.said: list[int] = row[7]
        self.places, self.asked = places, asked
        self.having: dict[int, int] = {}  # of each passage, the bits of the words it says
        for lexemes, _, bit in asked.words:
            for numbers in (places[lexeme] for lexeme in lexemes if lexeme in places):
                self.having.update({number: self.having.get(number, 0) | bit for number in numbers})
        self.shares = {bits: asked.share_of(bits) for bits in set(self.having.values())}
        together = max(self.shares.values(), default=0.0) if asked.several else 0.0
        self.parts = Parts(text + TOGETHER * min(together, 1.0), *priors)

    def match(self) -> Match:
        worth = self._worth()
        best = nsmallest(MOST_PLACES, worth, key=lambda number: (-worth[number], number))
        wanted = self.asked.wanted
        whole = {bits for bits in self.shares if any(bits & every == every for every in wanted)}
        matching = sum(1 for number, bits in self.having.items() if number and bits in whole)
        said = sum(1 for number in self.said if number)
        return Match(self.article_id, self.config, self.parts, tuple(best), max(matching, said))

    def _worth(self) -> dict[int, float]:
        """What speaks for each of its passages: the phrase, what it says of the words, and of those how often."""
        worth = {number: self.shares[bits] for number, bits in self.having.items()}
        for lexemes, share, _ in self.asked.words:
            for numbers in (self.places[lexeme] for lexeme in lexemes if lexeme in self.places):
                for place, number in enumerate(numbers[:4], start=1):  # the first say it most often
                    worth[number] += share * 0.02 / place
        for number in self.said:
            worth[number] = worth.get(number, 0.0) + PHRASE_BONUS
        worth.pop(0, None)  # what is written is no passage
        return worth


def _found(rows: Iterable[tuple[Any, ...]], asked: dict[str, _Asked]) -> Iterator[_Found]:
    """The articles of the rows, of which each has as many as lexemes were found in it."""
    first: dict[int, tuple[Any, ...]] = {}
    places: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for row in rows:
        article_id, (lexeme, numbers) = row[0], row[8:]
        first.setdefault(article_id, row)
        if lexeme is not None:
            places[article_id][lexeme] = struct.unpack(f">{len(numbers) // 2}h", numbers)
    return (_Found(row, places[article_id], asked[row[1]]) for article_id, row in first.items())


def run(statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
