import pytest

from knowledge.understanding.phrases import Rarity, cosine, counted, occurrences, stem


def test_phrase_ends_at_words_without_meaning_and_at_signs() -> None:
    counts = counted(["The vector database, and vector-databases of Anna's team."])

    assert counts.times == {
        ("vector",): 2,
        ("database",): 2,
        ("vector", "database"): 2,
        ("anna",): 1,
        ("team",): 1,
        ("anna", "team"): 1,
    }
    assert counts.spelling(("vector", "database")) == "vector database"


def test_name_is_counted_whatever_words_it_is_made_of() -> None:
    found = occurrences(
        "We go on to Process Mapping; process mappings, C++.", {("process", "mapping"), ("go",), ("c",)}
    )

    assert found == {("process", "mapping"): 2, ("go",): 1, ("c",): 1}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("databases", "database"),
        ("libraries", "library"),
        ("process", "process"),
        ("analysis", "analysis"),
        ("gas", "gas"),
    ],
)
def test_stem_loses_the_ending_of_a_plural(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_word_tells_the_more_the_less_it_is_used() -> None:
    rarity = Rarity({"interview": 50_000, "outlier": 3}, 900_000)

    assert rarity.of("the") == 0
    assert 0 < rarity.of("interview") < rarity.of("outlier") < rarity.of("xylophone") == 1
    assert rarity.of_phrase(("interview", "outlier")) > rarity.of("outlier")
    assert (rarity.is_shared("outlier"), rarity.is_shared("xylophone")) == (True, False)


def test_cosine_is_one_for_the_same_and_zero_for_nothing_in_common() -> None:
    assert cosine({"a": 2.0}, {"a": 5.0}) == 1
    assert cosine({"a": 2.0}, {"b": 5.0}) == cosine({}, {}) == 0
