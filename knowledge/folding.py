"""Words as search sees them: lower case, without accents, in one order and nothing else.

The database has no accent folding of its own, so text is folded here before it becomes a search vector, and queries
are folded the same way. Signs part words ("and/or", "gpt-4"), so that a phrase is found however it was punctuated.
"""

import re
import unicodedata
from itertools import pairwise

CONFIGS = ("english", "german", "simple")

# SQL for the number of a column `config`, which makes the hashes of equal stems of two languages differ.
SEED = "CASE config " + " ".join(f"WHEN '{config}' THEN {seed}" for seed, config in enumerate(CONFIGS)) + " END"

LONGEST_WORD = 400  # characters; two of them have room in a search vector
WORD = re.compile(r"[^\W_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_BY_LANGUAGE = {"en": "english", "de": "german"}


def config_for(language: str) -> str:
    """The text search configuration of the database for a language tag such as "de-CH"."""
    return _BY_LANGUAGE.get(language[:2].lower(), "simple")


def fold(text: str) -> str:
    """Lower case without accents.

    >>> fold("Müller Straße Łódź")
    'muller strasse lodz'
    """
    folded = text.casefold()
    return folded if folded.isascii() else _NOT_ASCII.sub(_without_accents, folded)


def _without_accents(letters: re.Match[str]) -> str:
    """Of a few letters in a row: most of a text is ASCII and is passed over at once."""
    apart = unicodedata.normalize("NFKD", letters[0].translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The folded words of a text in their order.

    >>> words_of("GPT-4, naïve and/or not")
    ['gpt', '4', 'naive', 'and', 'or', 'not']
    """
    return WORD.findall(fold(text))


def plain(text: str) -> str:
    """The folded words of a text with one blank between them: what the database makes search vectors from."""
    return " ".join(words_of(text))


def pairs(folded: str) -> str:
    """A search vector, as the database reads one, of each word of a folded text with the next, the last with none.

    Every phrase has a pair, and pairs of everyday words are rarer by far than the words: looked for one by one, those
    of "and how it is" are said nearly everywhere.

    >>> pairs("how it is")
    "'how it':1 'it is':2 'is ':3"
    """
    words = _cut_words(folded)
    return " ".join(f"'{word} {after}':{place}" for place, (word, after) in enumerate(pairwise([*words, ""]), start=1))


def phrase_of_pairs(folded: str) -> str:
    """What finds two words and more in a row in such a vector.

    >>> phrase_of_pairs("how it is")
    "'how it' <-> 'it is'"
    """
    return " <-> ".join(f"'{word} {after}'" for word, after in pairwise(_cut_words(folded)))


def _cut_words(folded: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in folded.split()]
