"""One list of results out of two: by words and by meaning, merged by reciprocal rank."""

from collections.abc import Sequence

OF_WORDS, OF_MEANING = 1.0, 0.5


def merged(words: Sequence[int], meaning: Sequence[int]) -> list[int]:
    """Every number of both lists once, best first; each is worth its share of 1/place in either list.

    What words put first stays first, whatever meaning says: the best that another can have is 1/2 for the second place
    by words and 1/2 for the first by meaning, and of equals words go first. For the same reason nothing is added to
    the places, as is usual where neither list is trusted more. Meaning decides who follows, and what is found at all.

    >>> merged([1, 2, 3], [3, 4])
    [1, 3, 2, 4]
    >>> merged([], [7, 8])
    [7, 8]
    """
    worth: dict[int, float] = {}
    for share, numbers in ((OF_WORDS, words), (OF_MEANING, meaning)):
        for place, number in enumerate(dict.fromkeys(numbers), start=1):
            worth[number] = worth.get(number, 0.0) + share / place
    return sorted(worth, key=lambda number: -worth[number])
