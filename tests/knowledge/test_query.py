import pytest

from knowledge.folding import config_for, plain, words_of
from knowledge.query import Group, is_too_long, parse_query


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("client interviews", [Group(words=("client", "interviews"))]),
        ('"client interviews" notes', [Group(words=("notes",), phrases=(("client", "interviews"),))]),
        ('"client', [Group(words=("client",))]),
        ("pytest -django", [Group(words=("pytest",), without=("django",))]),
        ('pytest -"test client"', [Group(words=("pytest",), without_phrases=(("test", "client"),))]),
        ("flask OR bottle", [Group(words=("flask",)), Group(words=("bottle",))]),
        ("-django", []),
        ("' % <-> & | !", []),
        ("Müller and/or GPT-4", [Group(words=("muller", "and", "or", "gpt", "4"))]),
    ],
)
def test_query_of_each_form_becomes_its_groups(typed: str, groups: list[Group]) -> None:
    assert list(parse_query(typed).groups) == groups


@pytest.mark.parametrize(
    ("typed", "words", "prefix"),
    [("client interv", ("client",), "interv"), ("client ", ("client",), ""), ("interv", (), "interv")],
)
def test_last_word_while_typing_stays_open_unless_a_blank_follows(
    typed: str, words: tuple[str, ...], prefix: str
) -> None:
    group = parse_query(typed, typing=True).groups[0]

    assert (group.words, group.prefix) == (words, prefix)


def test_five_plain_words_are_remembered_as_a_phrase() -> None:
    assert parse_query("ask for the disagreement first").remembered == ("ask", "for", "the", "disagreement", "first")
    assert parse_query("ask for the disagreement").remembered == ()
    assert parse_query("ask for the disagreement -first now").remembered == ()


def test_query_longer_than_the_limit_is_too_long() -> None:
    assert not is_too_long("x" * 200)
    assert is_too_long("x" * 201)


def test_words_are_folded_and_parted_by_signs() -> None:
    assert words_of("Straße, Łódź & naïve_text") == ["strasse", "lodz", "naive", "text"]
    assert plain("GPT-4o's  «Größe»") == "gpt 4o s grosse"


def test_config_of_a_language_without_stemmer_is_simple() -> None:
    assert [config_for(tag) for tag in ("en", "de-CH", "pl", "")] == ["english", "german", "simple", "simple"]
