"""The best of what is found: which passages of an article answer, and what its place among the results is made of.

Of the best by their words, the passages that say each word are known from the postings: those that say several at once
come first, and lift their article. What is shown is asked of the article itself once more, whatever the index says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.folding import CONFIGS
from knowledge.selectors.finding import PHRASE_BONUS, Found
from knowledge.selectors.openness import CLOSED, MAY_BE_SEEN
from knowledge.selectors.plans import Plan
from knowledge.selectors.postings import Floats
from peerlearn.core.statements import planned_once

POOL = 60  # of the best, those that are ranked again by what is said together
TOGETHER = 0.3  # for all words in one passage, beside at most 1 for the words
MOST_PLACES = 50  # passages of one article that are looked at for one query
MOST_WORDS = 62  # that are looked at in one passage, as many as a number has bits

_BEST = f"""
WITH {CLOSED}
SELECT best.article_id, shown.config, shown.freshness, shown.trust, shown.reuse, p.lexeme, p.places
FROM unnest(%s::bigint[]) best (article_id) CROSS JOIN LATERAL (
        SELECT d.config, d.freshness, d.trust, d.reuse
        FROM knowledge_searchdocument d JOIN knowledge_article a ON a.id = d.article_id
        WHERE d.article_id = best.article_id AND {MAY_BE_SEEN} OFFSET 0) shown
    LEFT JOIN LATERAL (SELECT asked.lexeme, one.places
        FROM unnest(%s::bigint[]) asked (lexeme) CROSS JOIN LATERAL (
            SELECT places FROM knowledge_posting p
            WHERE p.lexeme = asked.lexeme AND p.article_id = best.article_id OFFSET 0) one) p ON true
"""  # noqa: S608 -- constants
_PASSAGES = """
SELECT p.article_id, p.number, p.starts, p.estimated, p.speaker, p.speaker_user_id, p.text
FROM unnest(%s::bigint[], %s::int[]) wanted (article_id, number) JOIN knowledge_passage p USING (article_id, number)
WHERE NOT p.hidden
"""


Row = tuple[Any, ...]  # of _BEST
Heard = tuple[NDArray[np.int64], NDArray[np.int64], Floats]  # passages, bits of the words they say, what they get more
NUMBERS = 1 << 31  # a passage is its article times this and its own number


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


def best_matches(found: Found, *, start: int, size: int) -> list[Match]:
    """Matches number `start` to `start + size`, best first."""
    asked = {config: _Asked.of(found.plan, config) for config in CONFIGS}
    # Only passages with several words change an order; without them the page itself is enough.
    above, pool = (0, max(POOL, start + size)) if any(each.several for each in asked.values()) else (start, size)
    texts = found.best(above, pool)
    values = [list(found.besides), list(texts), _placed(found.plan)]
    rows = planned_once(_BEST, values, in_binary=True) if texts else []
    # A phrase is also found where nothing else is asked for in the language of the article.
    by_config = {
        config: _Passages([row for row in rows if row[1] == config], found, asked[config])
        for config in {row[1] for row in rows}
    }
    parts: dict[int, tuple[Parts, str]] = {}
    for article_id, config, freshness, trust, reuse, *_ in rows:
        if article_id not in parts:
            text = texts[article_id] + TOGETHER * by_config[config].together.get(article_id, 0.0)
            parts[article_id] = Parts(text, freshness, trust, reuse), config
    ranked = sorted(parts, key=lambda article_id: (-parts[article_id][0].score, -article_id))
    return [
        by_config[config].match(article_id, shown)
        for article_id in ranked[start - above : start - above + size]
        for shown, config in [parts[article_id]]
    ]


def best_passages(matches: Iterable[Match], *, each: int) -> list[SpokenMatch]:
    """The passages of each match that answer best: the phrase first, then every word, then most of them."""
    wanted = [(match, number) for match in matches for number in match.places[:each]]
    if not wanted:
        return []
    rows = planned_once(_PASSAGES, [[match.article_id for match, _ in wanted], [number for _, number in wanted]])
    found = {(row[0], row[1]): row for row in rows}
    ordered = ((match, found.get((match.article_id, number))) for match, number in wanted)
    return [SpokenMatch(*(*row, match.matching)) for match, row in ordered if row]


@dataclass(frozen=True)
class _Asked:
    """The words of a plan in one language: of each its lexemes, its share and its bit. `wanted` are the bits of each
    clause.
    """

    config: str
    words: tuple[tuple[frozenset[int], float, int], ...]
    wanted: tuple[int, ...]

    @classmethod
    def of(cls, plan: Plan, config: str) -> Self:
        clauses = [clause for clause in plan.clauses if clause.config == config]
        total = max((sum(term.rarity for term in clause.terms) for clause in clauses), default=0.0) or 1.0
        terms = list(dict.fromkeys(term for clause in clauses for term in clause.terms))[:MOST_WORDS]
        bits = {term: 1 << place for place, term in enumerate(terms)}
        words = ((term.lexemes, term.rarity / total, bit) for term, bit in bits.items())
        wanted = (sum(bits.get(term, 0) for term in set(clause.terms)) for clause in clauses if clause.terms)
        return cls(config, tuple(words), tuple(wanted))

    @property
    def several(self) -> bool:
        """Whether any clause has words that could be said together: only then do passages change the order."""
        return any(wanted & (wanted - 1) for wanted in self.wanted)

    def bits_of(self, lexeme: int) -> int:
        return sum(bit for lexemes, _, bit in self.words if lexeme in lexemes)

    def share_of_lexeme(self, lexeme: int) -> float:
        return sum(share for lexemes, share, _ in self.words if lexeme in lexemes)

    def share_of(self, bits: int) -> float:
        """How much of what is asked for these words are, 0 to 1."""
        return sum(share for _, share, bit in self.words if bits & bit)

    def is_whole(self, bits: int) -> bool:
        return any(bits & every == every for every in self.wanted)


class _Passages:
    """The passages of many articles in one language that say something of what was asked for, all judged at once.

    `together` is, of each article, the largest share of what was asked for that is said in one passage, 0 to 1.
    """

    def __init__(self, rows: Sequence[Row], found: Found, asked: _Asked) -> None:
        heard = [_heard_words(rows, asked), *_heard_phrases(rows, found)]
        passages, bits, extra = (np.concatenate(each) for each in zip(*heard, strict=True))
        self._config = asked.config
        self.together: dict[int, float] = {}
        self._spans: dict[int, tuple[int, int]] = {}
        if not len(passages):
            return
        order = np.argsort(passages, kind="stable")
        first = np.flatnonzero(np.diff(passages[order], prepend=-1))
        articles, numbers = np.divmod(passages[order][first], NUMBERS)
        bits, extra = np.bitwise_or.reduceat(bits[order], first), np.add.reduceat(extra[order], first)
        kinds, kind = np.unique(bits, return_inverse=True)
        shares = np.array([asked.share_of(each) for each in kinds.tolist()])[kind]
        whole = np.array([asked.is_whole(each) for each in kinds.tolist()])[kind] | (extra >= PHRASE_BONUS)
        self._best_first = numbers[np.lexsort((numbers, -shares - extra, articles))]
        self._whole = whole & (numbers > 0)
        begins = np.flatnonzero(np.diff(articles, prepend=-1))
        article_ids, bounds = articles[begins].tolist(), [*begins.tolist(), len(articles)]
        self._spans = dict(zip(article_ids, pairwise(bounds), strict=True))
        if asked.several:
            largest = np.minimum(np.maximum.reduceat(shares, begins), 1.0)
            self.together = dict(zip(article_ids, largest.tolist(), strict=True))

    def match(self, article_id: int, parts: Parts) -> Match:
        begin, end = self._spans.get(article_id, (0, 0))
        if begin == end:
            return Match(article_id, self._config, parts)
        places = self._best_first[begin : min(end, begin + MOST_PLACES + 1)].tolist()
        spoken = tuple(number for number in places if number)[:MOST_PLACES]  # what is written is no passage
        return Match(article_id, self._config, parts, spoken, int(self._whole[begin:end].sum()))


def _heard_words(rows: Sequence[Row], asked: _Asked) -> Heard:
    """Each passage with the words it says; of those that say a word most often, the first four get a little more."""
    said = [row for row in rows if row[5] is not None]
    numbers = np.frombuffer(b"".join(row[6] for row in said), ">i2").astype(np.int64)
    lengths = np.array([len(row[6]) // 2 for row in said], int)
    bits = {lexeme: asked.bits_of(lexeme) for lexeme in {row[5] for row in said}}
    shares = {lexeme: asked.share_of_lexeme(lexeme) for lexeme in bits}
    articles = np.repeat(np.array([row[0] for row in said], np.int64), lengths)
    place = np.arange(len(numbers)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    often = np.where(place <= 4, np.repeat([shares[row[5]] for row in said], lengths) * 0.02 / place, 0.0)
    return articles * NUMBERS + numbers, np.repeat(np.array([bits[row[5]] for row in said], np.int64), lengths), often


def _heard_phrases(rows: Sequence[Row], found: Found) -> Iterator[Heard]:
    """Each passage of these articles that says a phrase of the plan."""
    for phrase in found.plan.wanted_phrases:
        places = found.places[phrase]
        chosen = np.isin(places.articles, [row[0] for row in rows])
        passages = places.articles[chosen] * NUMBERS + places.numbers[chosen]
        yield passages, np.zeros(len(passages), np.int64), np.full(len(passages), PHRASE_BONUS)


def _placed(plan: Plan) -> list[int]:
    """The words whose passages are asked for."""
    return sorted({lexeme for clause in plan.clauses for term in clause.terms for lexeme in term.lexemes})
