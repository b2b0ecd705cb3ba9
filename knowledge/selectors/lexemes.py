"""What the words of a query are in the index: in each language the stems, with how many articles have them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.folding import CONFIGS, SEED
from peerlearn.core.statements import planned_once

OPENED = 120  # words that a beginning stands for, the most frequent ones
LAST_LETTER = "\U0010ffff"
REMEMBERED = 50_000  # words

_STEMS = f"""
SELECT word, config, hashtextextended(stem, {SEED})
FROM unnest(%s::text[]) w (word) CROSS JOIN unnest(%s::text[]) c (config)
    CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector(config::regconfig, word))) stem
"""  # noqa: S608 -- a constant
_COUNTS = """
SELECT id, df, (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'knowledge_searchdocument'::regclass)
FROM knowledge_lexeme WHERE id = ANY(%s::bigint[])
"""
_OPEN = """
SELECT asked.word, c.config, l.id, l.df
FROM unnest(%s::text[], %s::text[]) asked (word, upper) CROSS JOIN unnest(%s::text[]) c (config)
    CROSS JOIN LATERAL (
        SELECT id, df FROM knowledge_lexeme
        WHERE config = c.config AND word >= asked.word COLLATE "C" AND word < asked.upper COLLATE "C" AND df > 0
        ORDER BY df DESC, id LIMIT %s) l
"""

_remembered: dict[str, list[tuple[str, str, int]]] = {}


@dataclass(frozen=True)
class Stem:
    """A lexeme of the index; `df` is 0 for one that no article has."""

    lexeme: int
    df: int


@dataclass(frozen=True)
class Lexemes:
    """Of each (word, config) the stems, none when it is too common to be looked for; of each beginning its words."""

    stems: dict[tuple[str, str], tuple[Stem, ...]]
    opened: dict[tuple[str, str], tuple[Stem, ...]]
    articles: int

    def df(self, word: str) -> int:
        """How many articles have a word, in whichever language."""
        return sum(min(stem.df for stem in stems) for (asked, _), stems in self.stems.items() if asked == word)

    def is_common(self, word: str, config: str) -> bool:
        """Whether a word is one that a language is full of."""
        return (word, config) not in self.stems


def look_up(words: Iterable[str], prefixes: Iterable[str]) -> Lexemes:
    words, prefixes = sorted({*words, *prefixes}), sorted(set(prefixes))
    stems_of = _stems_of(words)
    counted = planned_once(_COUNTS, [sorted({lexeme for _, _, lexeme in stems_of})]) if stems_of else []
    dfs = {lexeme: df for lexeme, df, _ in counted}
    stems, opened = defaultdict(list), defaultdict(list)
    for word, config, lexeme in stems_of:
        stems[word, config].append(Stem(lexeme, dfs.get(lexeme, 0)))
    articles = max((max(df, articles) for _, df, articles in counted), default=1)
    if prefixes:
        asked = [prefixes, [prefix + LAST_LETTER for prefix in prefixes], list(CONFIGS), OPENED]
        for word, config, lexeme, df in planned_once(_OPEN, asked):
            opened[word, config].append(Stem(lexeme, df))
    return Lexemes(_fixed(stems), _fixed(opened), articles)


def _stems_of(words: Iterable[str]) -> list[tuple[str, str, int]]:
    """(word, config, lexeme) for each stem of each word in each language, asked for once in the life of the process."""
    known = {word: _remembered.get(word) for word in words}
    unknown = [word for word, stems in known.items() if stems is None]
    if unknown:
        found: dict[str, list[tuple[str, str, int]]] = {word: [] for word in unknown}
        for word, config, lexeme in planned_once(_STEMS, [unknown, list(CONFIGS)]):
            found[word].append((word, config, lexeme))
        if len(_remembered) > REMEMBERED:
            _remembered.clear()
        _remembered.update(found)
        known |= found
    return [stem for stems in known.values() for stem in stems or ()]


def _fixed(found: dict[tuple[str, str], list[Stem]]) -> dict[tuple[str, str], tuple[Stem, ...]]:
    return {key: tuple(stems) for key, stems in found.items()}
