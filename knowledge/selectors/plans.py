"""A query in the words of the index: each of its alternatives in each language that has all of its words."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.folding import CONFIGS
from knowledge.query import Group, Query
from knowledge.selectors.lexemes import Lexemes, Stem, look_up


@dataclass(frozen=True)
class Choice:
    """One way to have a word: all of these stems. A `stand_in` for the word weighs less than itself."""

    lexemes: tuple[int, ...]
    stand_in: bool = False


@dataclass(frozen=True)
class Term:
    """A word of the query in one language; `rarity` says how much it counts beside the others."""

    choices: tuple[Choice, ...]
    rarity: float

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

    @property
    def lexemes(self) -> set[int]:
        """All that it looks for or leaves out."""
        left_out = {lexeme for lexemes in self.without for lexeme in lexemes}
        return left_out.union(*(term.lexemes for term in self.terms))


@dataclass(frozen=True)
class Plan:
    """What is looked for: any of the clauses, or the remembered sentence word for word."""

    clauses: tuple[Clause, ...]
    remembered: str = ""

    @property
    def phrases(self) -> list[str]:
        """Every phrase that is looked for or left out, each once."""
        asked = [phrase for clause in self.clauses for phrase in (*clause.phrases, *clause.without_phrases)]
        return list(dict.fromkeys([*asked, *([self.remembered] if self.remembered else [])]))

    @property
    def wanted_phrases(self) -> list[str]:
        wanted = [phrase for clause in self.clauses for phrase in clause.phrases]
        return list(dict.fromkeys([*wanted, *([self.remembered] if self.remembered else [])]))


def plan_for(query: Query) -> Plan:
    """The query in the words of the index, each of its alternatives in each language that has all of its words."""
    groups = query.groups
    if not groups:
        return Plan(())
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
            tuple(terms),
            tuple(lexeme for lexeme in without if lexeme),
            phrases,
            tuple(" ".join(phrase) for phrase in group.without_phrases),
        )


def _term(query: Query, word: str, config: str, lexemes: Lexemes) -> Term:
    stems = lexemes.stems[word, config]
    choices = [_choice(stems)] if all(stem.df for stem in stems) else []
    choices += _other_names(query, word, config, lexemes)
    return Term(tuple(choices), _rarity(lexemes.df(word) or 1, lexemes.articles))


def _beginning(query: Query, prefix: str, config: str, lexemes: Lexemes) -> Term:
    """What was typed so far, as the beginning of a word and as a word of its own."""
    stems, opened = lexemes.stems.get((prefix, config), ()), lexemes.opened.get((prefix, config), ())
    choices = [_choice(stems)] if stems and all(stem.df for stem in stems) else []
    choices += [Choice((stem.lexeme,), stand_in=True) for stem in opened]
    choices += _other_names(query, prefix, config, lexemes)
    df = sum(stem.df for stem in opened) or 1
    return Term(tuple(choices), _rarity(df, max(lexemes.articles, df)))


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
