"""Marks in a text what a query found. The chosen passages are marked here, not by the database: it would parse each
text once more, and could not find "Müller" for "muller".

Words are the same when the database gives them the same stem; stems are asked for once and remembered.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString

from knowledge.folding import CONFIGS, WORD, fold
from knowledge.query import Query
from peerlearn.core.statements import planned_once

EXCERPT = 220  # characters of a note around the first hit

_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d+[.)])[ \t]+|\*\*|__|`", re.MULTILINE)
_DICTIONARIES = {"english": "english_stem", "german": "german_stem", "simple": "simple"}
_NEVER = re.compile(r"(?!)")
_REMEMBERED = 200_000
_stems: dict[str, dict[str, str]] = {config: {} for config in CONFIGS}


class Marker:
    """Marks the words of one query, and those of other names of what it asks for, in texts of one configuration."""

    def __init__(self, query: Query, config: str) -> None:
        words = {*query.words, *query.prefixes, *query.other_words}
        self.config = config
        known = _learned(words, config)
        self._stems = frozenset(known.get(word, word) for word in words) - {""}
        self._prefixes = query.prefixes
        self._seen: set[str] = set()  # words as they are written
        self._found: dict[str, str] = {}  # of them those that are looked for, with their stems
        self._pattern = _NEVER

    def learn(self, texts: Iterable[str]) -> None:
        """Look at the words of many texts at once, so that marking each of them asks for no more stems."""
        self._hits(unicodedata.normalize("NFC", "\n".join(texts)))

    def found_in(self, text: str) -> set[str]:
        """The stems of the query that occur in a text."""
        return {self._found[word] for word in self._hits(unicodedata.normalize("NFC", text))}

    def mark(self, text: str) -> SafeString:
        """The whole text as HTML with <mark> around what was found."""
        text = unicodedata.normalize("NFC", text)
        if not self._hits(text):
            return SafeString(escape(text))
        between, found = (parts := self._pattern.split(text))[::2], parts[1::2]
        marked = (f"<mark>{word}</mark>{escape(rest)}" for word, rest in zip(found, between[1:], strict=True))
        return SafeString("".join([escape(between[0]), *marked]))  # a word has no signs to escape

    def excerpt(self, text: str) -> SafeString:
        """A part of a Markdown text around the first word that was found, marked; empty when there is none."""
        text = " ".join(_MARKUP.sub("", unicodedata.normalize("NFC", text)).split())
        first = self._pattern.search(text) if self._hits(text) else None
        if first is None:
            return SafeString("")
        begin = max(text.rfind(" ", 0, max(first.start() - EXCERPT // 3, 0)), 0)
        end = text.find(" ", begin + EXCERPT)
        part = text[begin : end if end > 0 else len(text)].strip()
        return format_html("{}{}{}", "… " if begin else "", self.mark(part), " …" if end > 0 else "")

    def _hits(self, text: str) -> set[str]:
        """The words of a text, as they are written, that are looked for."""
        words = set(WORD.findall(text))
        if new := words - self._seen:
            self._seen |= new
            self._look_at({word: fold(word) for word in new})
        return words & self._found.keys()

    def _look_at(self, folded: dict[str, str]) -> None:
        known = _learned(set(folded.values()), self.config)
        found = {word: stem for word, plain in folded.items() if (stem := known.get(plain) or plain) in self._stems}
        if self._prefixes:
            begun = {word: plain for word, plain in folded.items() if plain.startswith(self._prefixes)}
            found |= {word: known.get(plain) or plain for word, plain in begun.items()}
        if found:
            self._found |= found
            self._pattern = re.compile(rf"(?<![^\W_])({'|'.join(self._found)})(?![^\W_])")


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
    rows = planned_once(
        "SELECT word, (ts_lexize(%s::regdictionary, word))[1] FROM unnest(%s::text[]) word",
        [_DICTIONARIES[config], list(words)],
    )
    _stems[config].update({word: stem or "" for word, stem in rows})
