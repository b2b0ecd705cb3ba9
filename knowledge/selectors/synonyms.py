"""Whoever asks for one name of a topic also means its other names: "k8s" finds what says "Kubernetes"."""

from collections import defaultdict
from dataclasses import replace
from itertools import product

from knowledge.folding import words_of
from knowledge.query import Group, Query, SameAs
from peerlearn.core.statements import planned_once

LONGEST_NAME = 4  # words
MOST_NAMES = 8  # of one topic that are looked for
_NAMES = """
WITH meant AS (
    SELECT id, key FROM topics_topic WHERE key = ANY(%(keys)s)
    UNION SELECT topic_id, key FROM topics_synonym WHERE key = ANY(%(keys)s))
SELECT meant.key, t.name FROM meant JOIN topics_topic t ON t.id = meant.id
UNION SELECT meant.key, s.word FROM meant JOIN topics_synonym s ON s.topic_id = meant.id
"""


def expand(query: Query) -> Query:
    """The query with the other names of each topic that its words name; `best_matches` weighs those less.

    What a phrase in quotation marks or a word after a minus says is meant as it stands.
    """
    spans = {words for group in query.groups for words in _spans(group)}
    by_key = {key: words for words in spans for key in _keys(words)}
    if not by_key:
        return query
    rows = planned_once(_NAMES, {"keys": sorted(by_key)})
    names: dict[tuple[str, ...], dict[tuple[str, ...], str]] = defaultdict(dict)
    for key, name in sorted(rows):
        words = tuple(words_of(name))
        if words and words != by_key[key]:
            names[by_key[key]].setdefault(words, name)
    same = (
        SameAs(words, tuple(others)[:MOST_NAMES], tuple(others.values())[:MOST_NAMES])
        for words, others in names.items()
    )
    return replace(query, same=tuple(sorted(same, key=lambda each: -len(each.words))))


def _spans(group: Group) -> list[tuple[str, ...]]:
    """The words that stand together in a group, one to four."""
    words = (*group.words, *([group.prefix] if group.prefix else []))
    return [
        words[start : start + length]
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    ]


def _keys(words: tuple[str, ...]) -> list[str]:
    """How a topic of these words may be written: with blanks, hyphens or nothing between them."""
    gaps = product((" ", "-", ""), repeat=len(words) - 1)
    return ["".join(word + gap for word, gap in zip(words, (*each, ""), strict=True)) for each in gaps]
