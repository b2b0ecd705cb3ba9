"""What hangs on topics, in numbers: each app says its own in `AppConfig.ready`.

Topics know neither articles nor sessions, but whoever merges two wants to know how many move.
"""

from collections.abc import Callable

_words: dict[str, Callable[[int], str]] = {}


def counted_as(accessor: str, words: Callable[[int], str]) -> None:
    """From now on what `Topic.<accessor>` holds is counted in these words, for a number of them."""
    _words[accessor] = words


def countable() -> dict[str, Callable[[int], str]]:
    """The words for everything that is counted, in the order in which the apps said them."""
    return dict(_words)
