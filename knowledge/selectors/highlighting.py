"""Marks in a text what a query found. The chosen passages are marked here, not by the database: it would parse each
text once more, and could not find "Müller" for "muller".

Words are the same when the database gives them the same stem; stems are asked for once and remembered.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils.html import escape, format_html
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
    """Marks the words of one query in texts of one configuration."""

    query: Query
    config: str
    stems: frozenset[str] = field(init=False)
    prefixes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        words = {*self.query.words, *self.query.prefixes}
        known = _learned(words, self.config)
        self.stems = frozenset(known.get(word, word) for word in words) - {""}
        self.prefixes = self.query.prefixes or ("\0",)

    def hits(self, word: str) -> bool:
        """Whether a folded word, whose stem has been asked for, is one of those looked for."""
        return _stems[self.config].get(word, word) in self.stems or word.startswith(self.prefixes)

    def found_in(self, text: str) -> set[str]:
        """The stems of the query that occur in a text."""
        words = set(words_of(text))
        known = _learned(words, self.config)
        return {known.get(word) or word for word in words if self.hits(word)}

    def mark(self, text: str) -> SafeString:
        """The whole text as HTML with <mark> around what was found."""
        text = unicodedata.normalize("NFC", text)
        learn_stems([text], self.config)
        parts, end = [], 0
        for word in WORD.finditer(text):
            if self.hits(fold(word[0])):  # a word has no signs to escape
                parts += [escape(text[end : word.start()]), "<mark>", word[0], "</mark>"]
                end = word.end()
        return SafeString("".join([*parts, escape(text[end:])]))

    def excerpt(self, text: str) -> SafeString:
        """A part of a Markdown text around the first word that was found, marked; empty when there is none."""
        text = " ".join(_MARKUP.sub("", unicodedata.normalize("NFC", text)).split())
        learn_stems([text], self.config)
        first = next((word for word in WORD.finditer(text) if self.hits(fold(word[0]))), None)
        if first is None:
            return SafeString("")
        begin = max(text.rfind(" ", 0, max(first.start() - EXCERPT // 3, 0)), 0)
        end = text.find(" ", begin + EXCERPT)
        part = text[begin : end if end > 0 else len(text)].strip()
        return format_html("{}{}{}", "… " if begin else "", self.mark(part), " …" if end > 0 else "")


def learn_stems(texts: Iterable[str], config: str) -> None:
    """Ask once for the stems of all words of these texts, so that marking each asks for none."""
    _learned({word for text in texts for word in words_of(text)}, config)


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
