"""What a search query means. All words must occur; "a phrase" must occur as it stands; -word must not; OR parts
alternatives. While somebody types, the last word stands for every word that begins with it.

Any text is a query: signs that mean nothing are ignored. Only its length is limited.
"""

import re
from dataclasses import dataclass, field

from knowledge.folding import words_of

LONGEST = 200  # characters
ENOUGH_FOR_A_PHRASE = 5  # words that somebody remembers in a row are looked for as a phrase first

_TOKEN = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)(?:"|$)|(?P<word>\S+)')


@dataclass(frozen=True)
class Group:
    """One alternative: every word and every phrase, and none of the others."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    without_phrases: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""

    @property
    def asks(self) -> bool:
        return bool(self.words or self.phrases or self.prefix)

    @property
    def positive_words(self) -> tuple[str, ...]:
        return (*self.words, *(word for phrase in self.phrases for word in phrase))


@dataclass(frozen=True)
class SameAs:
    """Words of a query, in a row, that name a topic, and the topic's other names, each as its folded words.

    `shown` are those names as people write them.
    """

    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """`groups` is empty when there is nothing to look for. `same` is filled by `knowledge.selectors.synonyms.expand`:
    whoever asks for one name of a topic also finds its others, after what has the very words.
    """

    text: str
    groups: tuple[Group, ...]
    same: tuple[SameAs, ...] = ()

    @property
    def other_words(self) -> tuple[str, ...]:
        """The words of other names that are looked for as well, each once."""
        return tuple(dict.fromkeys(word for same in self.same for name in same.names for word in name))

    @property
    def also(self) -> tuple[str, ...]:
        """Other names of what was asked for that are looked for as well, as people write them."""
        return tuple(dict.fromkeys(name for same in self.same for name in same.shown))

    @property
    def remembered(self) -> tuple[str, ...]:
        """The words of a query that is long and plain enough to be tried as a phrase."""
        if len(self.groups) != 1:
            return ()
        group = self.groups[0]
        plain = not (group.phrases or group.without or group.without_phrases)
        words = (*group.words, *([group.prefix] if group.prefix else []))
        return words if plain and len(words) >= ENOUGH_FOR_A_PHRASE else ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that is looked for, each once; without the unfinished one."""
        return tuple(dict.fromkeys(word for group in self.groups for word in group.positive_words))

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(group.prefix for group in self.groups if group.prefix)


@dataclass
class _Draft:
    words: list[str] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    without_phrases: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, words: list[str], *, minus: bool, quoted: bool) -> None:
        if quoted and len(words) > 1:
            (self.without_phrases if minus else self.phrases).append(tuple(words))
        else:
            (self.without if minus else self.words).extend(words)

    def group(self) -> Group:
        return Group(tuple(self.words), tuple(self.phrases), tuple(self.without), tuple(self.without_phrases))


def is_too_long(text: str) -> bool:
    return len(text) > LONGEST


def parse_query(text: str, *, typing: bool = False) -> Query:
    """The meaning of `text`; `typing` leaves its last word open at the end."""
    drafts = [_Draft()]
    for token in _TOKEN.finditer(text):
        word = token["word"] or ""
        if word in ("OR", "|"):
            drafts.append(_Draft())
            continue
        quoted = token["phrase"] is not None
        minus = bool(token["minus"]) or (word.startswith("-") and len(word) > 1)
        drafts[-1].add(words_of(token["phrase"] if quoted else word), minus=minus, quoted=quoted)
    groups = [draft.group() for draft in drafts]
    if typing:
        groups[-1] = _open_ended(groups[-1], text)
    return Query(text, tuple(group for group in groups if group.asks))


def any_word_of(text: str) -> Query:
    """A query for what has any of the words, the more of them the better."""
    words = dict.fromkeys(words_of(text))
    return Query(text, tuple(Group((word,)) for word in words))


def _open_ended(group: Group, text: str) -> Group:
    last = words_of(text)[-1:]
    if not group.words or list(group.words[-1:]) != last or not text[-1:].isalnum():
        return group
    return Group(group.words[:-1], group.phrases, group.without, group.without_phrases, prefix=group.words[-1])
