"""Phrases as pairs of words: what stands in the database, what is found by it, and what was there before."""

from importlib import import_module

import pytest
from django.db import connection

from knowledge.folding import LONGEST_WORD, pairs, phrase_of_pairs, plain
from knowledge.models import Passage
from knowledge.selectors.search import search
from knowledge.services.indexing import NOTES, index_articles
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory, capture_of, held_session

PAIR = import_module("knowledge.migrations.0013_phrases_by_pairs").PAIR
TALK = """**Alice Teacher:** And how it is, is how it is. Nobody's café minds.

**Some Listener:** It is and how.
"""


def found(text: str, phrase: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [pairs(plain(text)), phrase_of_pairs(plain(phrase))])
        (answer,) = cursor.fetchone()
        return bool(answer)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("and how it is", True),
        ("it is, is how", True),
        ("Nobody's café", True),
        ("minds it", False),
        ("how it is how", False),
        ("is and", False),
    ],
)
def test_phrase_is_found_where_its_words_follow_each_other(db: None, phrase: str, expected: bool) -> None:
    assert found("And how it is, is how it is. Nobody's café minds.", phrase) is expected


def test_endless_words_have_room(db: None) -> None:
    endless = "x" * 5_000

    assert found(f"{endless} {endless} end", f"{endless} end")
    assert len(pairs(endless)) < LONGEST_WORD + 10


def test_notes_of_ever_new_short_words_have_room(alice: User, bob: User) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    short = " ".join(first + second for first in letters for second in letters)
    note = TilFactory(
        title="Long", body=" ".join([short, *(letters[n % 26] + str(n % 97) for n in range(60_000))])[:NOTES]
    )

    index_articles([note.pk])

    assert [hit.article for hit in search('"zy zz"', user=bob).hits] == [note]


def test_vectors_of_words_become_pairs(alice: User) -> None:
    capture_of(held_session(alice), transcript=TALK)
    spoken = dict(Passage.objects.values_list("number", "exact"))
    said = [plain(text) for text in Passage.objects.order_by("number").values_list("text", flat=True)]
    with connection.cursor() as cursor:
        for number, text in enumerate(said, start=1):
            cursor.execute(
                "UPDATE knowledge_passage SET exact = to_tsvector('simple', %s) WHERE number = %s", [text, number]
            )
        cursor.execute(PAIR.format(table="knowledge_passage", key="id"))

        assert dict(Passage.objects.values_list("number", "exact")) == spoken
