from itertools import permutations

from knowledge.fusion import merged


def test_words_alone_and_meaning_alone_keep_their_order() -> None:
    assert merged([3, 1, 2], []) == [3, 1, 2]
    assert merged([], [3, 1, 2]) == [3, 1, 2]
    assert merged([], []) == []


def test_what_both_found_rises_above_what_one_found() -> None:
    assert merged([1, 2, 3, 4], [4, 9]) == [1, 4, 2, 3, 9]


def test_what_words_put_first_stays_first_whatever_meaning_says() -> None:
    for meaning in permutations([1, 2, 3, 7, 8]):
        assert merged([1, 2, 3], meaning)[0] == 1


def test_of_equals_words_go_first() -> None:
    assert merged([1, 2], [7]) == [1, 2, 7]


def test_nothing_is_listed_twice() -> None:
    assert merged([1, 1, 2], [2, 2, 1]) == [1, 2]
