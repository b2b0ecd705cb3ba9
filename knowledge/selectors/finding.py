"""All that a query finds for a person: which articles have what was asked for, and how well each answers by its words.

Permissions are part of it, so that nothing is counted or ranked that the person could not open.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from django.db.models import QuerySet

from knowledge.models import Article
from knowledge.query import Query
from knowledge.selectors.plans import Clause, Plan, Term, plan_for
from knowledge.selectors.postings import (
    Documents,
    Flags,
    Floats,
    Numbers,
    Places,
    Weights,
    numbers_of,
    places_of,
    read_index,
)

PHRASE_BONUS = 2.0  # more than any rank: whoever remembers a sentence wants the place where it was said
STAND_IN = 0.8  # of the weight of a word has what it is the beginning of, and another name of the same topic
FULL = 10_000  # the weight of an article that says nothing but the word


@dataclass(frozen=True)
class Found:
    """The articles that are found, in no order: of each its number, what its words are worth, and that together with
    what speaks for it besides. `besides` are the closed articles that this person may find.
    """

    plan: Plan
    besides: Sequence[int]
    articles: Numbers
    texts: Floats
    scores: Floats
    places: dict[str, Places]

    @property
    def total(self) -> int:
        return len(self.articles)

    def best(self, start: int, size: int) -> dict[int, float]:
        """Numbers of articles `start` to `start + size`, the best first, with what their words are worth."""
        near = np.arange(self.total)
        if self.total > start + size:
            least = np.partition(self.scores, -(start + size))[-(start + size)]
            near = np.flatnonzero(self.scores >= least)
        order = near[np.lexsort((-self.articles[near], -self.scores[near]))][start : start + size]
        return dict(zip(self.articles[order].tolist(), self.texts[order].tolist(), strict=True))


def find(query: Query, *, besides: Sequence[int], among: QuerySet[Article] | None) -> Found:
    """What is open to everybody is searched, and `besides` what is closed but to somebody; of both what is `among`."""
    plan = plan_for(query)
    if not (plan.clauses or plan.remembered):
        return Found(plan, besides, np.zeros(0, np.intp), np.zeros(0), np.zeros(0), {})
    now, weights = read_index(lexeme for clause in plan.clauses for lexeme in clause.lexemes)
    places = {phrase: places_of(phrase) for phrase in plan.phrases}
    texts = _Texts(now, weights, places).of(plan)
    allowed = now.is_open | _flags(besides, now)
    if among is not None:
        allowed &= _flags(numbers_of(among), now)
    articles = np.flatnonzero((texts > 0) & allowed)
    return Found(plan, besides, articles, texts[articles], texts[articles] + now.priors[articles], places)


class _Texts:
    """What the words of each article are worth for a plan: 0 where something is missing."""

    def __init__(self, now: Documents, weights: Weights, places: dict[str, Places]) -> None:
        self._now, self._weights, self._places = now, weights, places
        self._terms: dict[Term, Floats] = {}  # several clauses ask for the same

    def of(self, plan: Plan) -> Floats:
        """Of the alternatives the best, or all together where a remembered sentence is one of them."""
        each = [self._clause(clause) for clause in plan.clauses]
        if plan.remembered:
            each.append(np.where(self._says(plan.remembered), PHRASE_BONUS, 0.0))
        together = np.add if plan.remembered else np.maximum
        return reduce(together, each, np.zeros(self._now.size))

    def _clause(self, clause: Clause) -> Floats:
        """The mean of its words, each weighed by its rarity, where every word and phrase is there."""
        text, there = np.zeros(self._now.size), np.ones(self._now.size, bool)
        total = sum(term.rarity for term in clause.terms) or 1.0
        for term in clause.terms:
            weights = self._term(term)
            text += term.rarity / total / FULL * weights
            there &= weights > 0
        for phrase in clause.phrases:
            there &= self._says(phrase)
        for lexemes in clause.without:
            there &= ~np.logical_and.reduce([self._weights.of(lexeme) > 0 for lexeme in lexemes])
        for phrase in clause.without_phrases:
            there &= ~self._says(phrase)
        return np.where(there, text + (PHRASE_BONUS if clause.phrases else 0.0), 0.0)

    def _term(self, term: Term) -> Floats:
        """How much of a word each article has in the best of the ways that it may be had."""
        if term not in self._terms:
            alone = {way.lexemes[0]: _factor(way.stand_in) for way in reversed(term.choices) if len(way.lexemes) == 1}
            best = self._weights.best_of(alone)
            for way in term.choices:
                if len(way.lexemes) > 1:
                    least = np.minimum.reduce([self._weights.of(lexeme) for lexeme in way.lexemes])
                    best = np.maximum(best, least * _factor(way.stand_in))
            self._terms[term] = best
        return self._terms[term]

    def _says(self, phrase: str) -> Flags:
        return _flags(self._places[phrase].articles, self._now)


def _factor(stand_in: bool) -> float:
    return STAND_IN if stand_in else 1.0


def _flags(articles: Numbers | Collection[int], now: Documents) -> Flags:
    """Which articles are these; others than `now` knows of came in between."""
    flags = np.zeros(now.size, bool)
    numbers = np.asarray(articles, dtype=np.intp)
    flags[numbers[numbers < now.size]] = True
    return flags
