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
_NEVER = re.compile(r"((?!))")
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
        self._read: set[str] = set()  # whole texts
        self._seen: set[str] = set()  # words as they are written
        self._found: dict[str, str] = {}  # of them those that are looked for, with their stems
        self._pattern = _NEVER

    def learn(self, texts: Iterable[str]) -> None:
        """Look at the words of many texts at once, so that marking each of them asks for no more stems."""
        composed = [unicodedata.normalize("NFC", text) for text in texts]
        self._learn("\n".join(composed))
        self._read.update(composed)

    def found_in(self, text: str) -> set[str]:
        """The stems of the query that occur in a text."""
        text = unicodedata.normalize("NFC", text)
        self._learn(text)
        return {self._found[word] for word in self._pattern.findall(text)}

    def mark(self, text: str) -> SafeString:
        """The whole text as HTML with <mark> around what was found."""
        text = unicodedata.normalize("NFC", text)
        self._learn(text)
        between, found = (parts := self._pattern.split(text))[::2], parts[1::2]
        marked = (f"<mark>{word}</mark>{escape(rest)}" for word, rest in zip(found, between[1:], strict=True))
        return SafeString("".join([escape(between[0]), *marked]))  # a word has no signs to escape

    def excerpt(self, text: str) -> SafeString:
        """A part of a Markdown text around the first word that was found, marked; empty when there is none."""
        text = " ".join(_MARKUP.sub("", unicodedata.normalize("NFC", text)).split())
        self._learn(text)
        first = self._pattern.search(text)
        if first is None:
            return SafeString("")
        begin = max(text.rfind(" ", 0, max(first.start() - EXCERPT // 3, 0)), 0)
        end = text.find(" ", begin + EXCERPT)
        part = text[begin : end if end > 0 else len(text)].strip()
        return format_html("{}{}{}", "… " if begin else "", self.mark(part), " …" if end > 0 else "")

    def _learn(self, text: str) -> None:
        """Know of every word of a text, as it is written, whether it is looked for."""
        if text in self._read:
            return
        self._read.add(text)
        if new := set(WORD.findall(text)) - self._seen:
            self._seen |= new
            self._look_at({word: fold(word) for word in new})

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
