"""Who is speaking: telling `Ana Kovač: …` from a sentence that contains a colon.

What stands in bold before a colon is a speaker, "Audience member" too. A plain prefix is one when it looks like a name
(every word capitalised, apart from particles such as "van") and the file bears it out: it comes more than once, or it
has a first and a last name, or the text is a dialogue that opens with a name or has one in most paragraphs. "Here is
the thing: we …" never looks like a name, and words that people lead in with, as in "Note: …", are not taken for one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

MOST_WORDS = 5
LONGEST_NAME = 60
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "le", "ten"}
    | {"ter", "van", "von", "y", "zu"}
)
_LEAD_INS = frozenset(
    {"answer", "conclusion", "example", "important", "note", "problem", "question", "remember", "result", "solution"}
    | {"summary", "tip", "update", "warning"}
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[\w’'\-]*|\.)|(?:Dr|Jr|Mr|Mrs|Ms|Prof|Sr|St)\.")
_ADDITION = re.compile(r"\s*\([^()]{1,30}\)$")
_BOLD = re.compile(
    r"(?P<fence>\*{1,3}|_{1,3})\s*(?P<name>[^*_:：]{1,60}?)\s*"
    r"(?:[:：]\s*(?P=fence)|(?P=fence)\s*[:：]|[:：]\s(?P<bold_text>[^*_]{0,200})(?P=fence))\s*"
)
_PLAIN = re.compile(r"(?P<name>[^:：*\[\]]{1,60}?)\s*(?::(?=\s|$)|：)\s*")


class Prefix(NamedTuple):
    """A possible speaker at the start of a line, and what is left of the line."""

    name: str
    rest: str
    bold: bool


def prefix_of(line: str) -> Prefix | None:
    """The name-like prefix of a line, whether or not it turns out to be a speaker."""
    bold = _BOLD.match(line)
    if bold and looks_like_title(bold["name"]):
        return Prefix(bold["name"], (bold["bold_text"] or "") + line[bold.end() :], True)
    plain = _PLAIN.match(line)
    if plain and looks_like_name(plain["name"].strip()):
        return Prefix(plain["name"].strip(), line[plain.end() :], False)
    return None


def looks_like_title(text: str) -> bool:
    """A few words without an end of a sentence, the first one capitalised."""
    words = _ADDITION.sub("", text).split()
    return 0 < len(words) <= MOST_WORDS and len(text) <= LONGEST_NAME and _is_capitalised(words[0])


def looks_like_name(text: str) -> bool:
    words = _ADDITION.sub("", text).split()
    if not looks_like_title(text) or text.lower() in _LEAD_INS:
        return False
    return all(
        word in _PARTICLES or _is_capitalised(word) or (position > 0 and word.isdecimal())
        for position, word in enumerate(words)
    )


def speakers_among(prefixes: Iterable[Prefix], *, is_dialogue: bool) -> frozenset[str]:
    """The names that are speakers, given every name-like prefix of a text."""
    found = list(prefixes)
    bold = {prefix.name for prefix in found if prefix.bold}
    plain = Counter(prefix.name for prefix in found if not prefix.bold)
    borne_out = {
        name for name, times in plain.items() if times > 1 or _has_last_name(name) or (is_dialogue and not bold)
    }
    return frozenset(bold | borne_out)


def _has_last_name(name: str) -> bool:
    return len(_ADDITION.sub("", name).split()) > 1


def _is_capitalised(word: str) -> bool:
    """Scripts without capitals pass: their names cannot be told from other words by the first letter."""
    return _NAME_WORD.fullmatch(word) is not None and word[0].isalpha() and not word[0].islower()
