"""Marks in a text what a query found. The chosen passages are marked here, not by the database: it would parse each
text once more, and could not find "Müller" for "muller".

Words are the same when the database gives them the same stem; stems are asked for once and remembered.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from django.db import connection
from django.utils.html import format_html
from django.utils.safestring import SafeString

from knowledge.folding import CONFIGS, WORD, fold, words_of
from knowledge.query import Query

EXCERPT = 220  # characters of a note around the first hit

_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d+[.)])[ \t]+|\*\*|__|`", re.MULTILINE)
_DICTIONARIES = {"english": "english_stem", "german": "german_stem", "simple": "simple"}
_REMEMBERED = 200_000
_stems: dict[str, dict[str, str]] = {config: {} for config in CONFIGS}


@dataclass
class Marker:
    """Marks the words of one query, and those of other names of what it asks for, in texts of one configuration."""

    query: Query
    config: str
    stems: frozenset[str] = field(init=False)
    prefixes: tuple[str, ...] = field(init=False)
    _looked_for: dict[str, bool] = field(init=False, default_factory=dict)  # by word as it is written

    def __post_init__(self) -> None:
        words = {*self.query.words, *self.query.prefixes, *self.query.other_words}
        known = _learned(words, self.config)
        self.stems = frozenset(known.get(word, word) for word in words) - {""}
        self.prefixes = self.query.prefixes or ("\0",)

    def found_in(self, text: str) -> set[str]:
        """The stems of the query that occur in a text."""
        known = _stems[self.config]
        return {known.get(word) or word for word in map(fold, self._hits(WORD.findall(text)))}

    def mark(self, text: str) -> SafeString:
        """The whole text as HTML with <mark> around what was found."""
        text = unicodedata.normalize("NFC", text)
        hits = self._hits(WORD.findall(text))
        parts, end = [], 0
        for word in WORD.finditer(text) if hits else ():
            if word[0] in hits:  # a word has no signs to escape
                parts += [escape(text[end : word.start()]), "<mark>", word[0], "</mark>"]
                end = word.end()
        return SafeString("".join([*parts, escape(text[end:])]))

    def excerpt(self, text: str) -> SafeString:
        """A part of a Markdown text around the first word that was found, marked; empty when there is none."""
        text = " ".join(_MARKUP.sub("", unicodedata.normalize("NFC", text)).split())
        hits = self._hits(WORD.findall(text))
        first = next((word for word in WORD.finditer(text) if word[0] in hits), None) if hits else None
        if first is None:
            return SafeString("")
        begin = max(text.rfind(" ", 0, max(first.start() - EXCERPT // 3, 0)), 0)
        end = text.find(" ", begin + EXCERPT)
        part = text[begin : end if end > 0 else len(text)].strip()
        return format_html("{}{}{}", "… " if begin else "", self.mark(part), " …" if end > 0 else "")

    def _hits(self, words: Iterable[str]) -> set[str]:
        """Those of the words, as they are written, that are looked for."""
        words = set(words)
        new = {word: fold(word) for word in words.difference(self._looked_for)}
        if new:
            known = _learned(set(new.values()), self.config)
            self._looked_for |= {
                word: known.get(folded, folded) in self.stems or folded.startswith(self.prefixes)
                for word, folded in new.items()
            }
        return {word for word in words if self._looked_for[word]}


def learn_stems(texts: Iterable[str], config: str) -> None:
    """Ask once for the stems of all words of these texts, so that marking each asks for none."""
    _learned(set(words_of("\n".join(texts))), config)


def _learned(words: set[str], config: str) -> dict[str, str]:
    """The stem of each folded word among others, empty for words too common to be looked for."""
    known = _stems[config]
    missing = words.difference(known)
    if missing:
        if len(known) > _REMEMBERED:
            known.clear()
            missing = words
        _ask(missing, config)
    return known


def _ask(words: set[str], config: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, (ts_lexize(%s, word))[1] FROM unnest(%s::text[]) word",
            [_DICTIONARIES[config], list(words)],
        )
        _stems[config].update({word: stem or "" for word, stem in cursor.fetchall()})
