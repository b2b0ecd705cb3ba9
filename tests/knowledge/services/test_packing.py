"""What is packed answers as what is not, whatever has changed since."""

import psycopg
import pytest
from django.db import connection

from knowledge.enums import Visibility
from knowledge.models import Article, ChangedDocument, PackedDocuments, PackedPostings, Posting, SearchDocument
from knowledge.query import parse_query
from knowledge.selectors import postings
from knowledge.selectors.finding import find
from knowledge.selectors.matching import Match, best_matches
from knowledge.selectors.openness import closed_but_to
from knowledge.services import packing
from knowledge.services.indexing import index_articles
from knowledge.services.packing import pack_if_much_changed, pack_index
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory, capture_of, held_session

TALK = """**Alice Teacher:** \\[00:10\\] The retrieval layer is where most of the evaluation goes wrong.

**Some Listener:** \\[01:30\\] Our zucchini pipeline has no evaluation whatsoever.
"""
QUERIES = [
    "retrieval",
    "retrieval evaluation",
    '"goes wrong"',
    "zucchini OR prompts",
    "evaluation -zucchini",
    'evaluation -"goes wrong"',
    "the retrieval layer is where most of the evaluation",
    "nowhere",
]


@pytest.fixture
def every_word_is_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "FREQUENT", 1)


@pytest.fixture
def library(alice: User, bob: User, every_word_is_frequent: None) -> list[Article]:
    closed = TilFactory(title="Closed prompts", body="evaluation", author=alice, visibility=Visibility.MEMBERS)
    index_articles([closed.pk])
    talk = capture_of(held_session(alice, title="Retrieval at work"), transcript=TALK)
    return [talk, TilFactory(title="Prompts", body="retrieval and evaluation"), closed]


def answers(query: str, user: User, *, typing: bool = False) -> tuple[int, list[Match]]:
    found = find(parse_query(query, typing=typing), besides=closed_but_to(user), among=None)
    return found.total, best_matches(found, start=0, size=20)


def titles(query: str, user: User) -> set[str]:
    total, matches = answers(query, user)
    assert total == len(matches)
    return {Article.objects.get(pk=match.article_id).title for match in matches}


@pytest.mark.parametrize("query", QUERIES)
def test_packed_index_answers_the_same(library: list[Article], alice: User, bob: User, query: str) -> None:
    before = [answers(query, user) for user in (alice, bob)]

    assert pack_index()

    assert PackedPostings.objects.exists() and not ChangedDocument.objects.exists()
    assert [answers(query, user) for user in (alice, bob)] == before


def test_beginning_of_a_word_is_found_in_what_is_packed(library: list[Article], bob: User) -> None:
    before = answers("retr", bob, typing=True)

    pack_index()

    assert before[0] == 2
    assert answers("retr", bob, typing=True) == before


def test_only_frequent_words_are_packed(library: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    pack_index()
    packed_before = PackedPostings.objects.count()
    monkeypatch.setattr(packing, "FREQUENT", 3)

    pack_index()

    assert 0 < PackedPostings.objects.count() < packed_before
    assert PackedDocuments.objects.count() == 1


def test_what_is_written_after_packing_is_found_and_what_was_is_not(library: list[Article], bob: User) -> None:
    pack_index()
    _talk, til, _closed = library

    Article.objects.filter(pk=til.pk).update(title="Sourdough", body="patience and evaluation")
    index_articles([til.pk])
    TilFactory(title="Retrieval again")

    assert titles("retrieval", bob) == {"Retrieval at work", "Retrieval again"}
    assert titles("prompts", bob) == set()
    assert titles("sourdough", bob) == {"Sourdough"}
    assert titles("evaluation", bob) == {"Retrieval at work", "Sourdough"}


def test_what_is_closed_after_packing_is_neither_shown_nor_counted(library: list[Article], bob: User) -> None:
    pack_index()
    talk, til, _closed = library

    Article.objects.filter(pk=til.pk).update(visibility=Visibility.MEMBERS)
    index_articles([til.pk])

    assert titles("evaluation", bob) == {talk.title}


def test_what_is_deleted_after_packing_is_neither_shown_nor_counted(library: list[Article], bob: User) -> None:
    pack_index()
    talk, til, _closed = library

    til.delete()

    assert titles("evaluation", bob) == {talk.title}


def test_posting_that_was_left_behind_is_passed_over(library: list[Article], bob: User) -> None:
    pack_index()
    Posting.objects.bulk_create(
        [
            Posting(lexeme=lexeme, article_id=library[-1].pk + 1_000_000, weight=5_000, places=b"")
            for lexeme in Posting.objects.values_list("lexeme", flat=True).distinct()
        ]
    )
    PackedPostings.objects.all().delete()

    assert titles("evaluation", bob) == {"Retrieval at work", "Prompts"}


def test_closed_article_is_found_by_its_author_only(library: list[Article], alice: User, bob: User) -> None:
    pack_index()

    assert titles("prompts", alice) == {"Prompts", "Closed prompts"}
    assert titles("prompts", bob) == {"Prompts"}


def test_documents_packed_anew_while_somebody_searches(
    library: list[Article], bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack_index()
    ask, asked = postings.planned_once, []

    def packed_in_between(statement: str, *values: object, **how: bool) -> list[tuple[object, ...]]:
        rows = ask(statement, *values, **how)
        if not asked:
            pack_index()
        asked.append(statement)
        return rows

    monkeypatch.setattr(postings, "planned_once", packed_in_between)

    assert titles("evaluation", bob) == {"Retrieval at work", "Prompts"}
    assert asked.count(postings._READ) == 2


@pytest.mark.parametrize(("most", "packed"), [(3, True), (4, False)])
def test_packs_by_itself_when_much_has_changed(
    library: list[Article], most: int, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MANY", most)

    assert pack_if_much_changed() is packed
    assert PackedDocuments.objects.exists() is packed


@pytest.mark.django_db(transaction=True)
def test_change_that_is_saved_while_packing_stays_written_down(every_word_is_frequent: None) -> None:
    article = TilFactory(title="Prompts")
    with other_connection() as other:
        other.execute("UPDATE knowledge_searchdocument SET is_open = false WHERE article_id = %s", [article.pk])

        assert pack_index()
        assert not ChangedDocument.objects.exists()
        other.commit()

    assert list(ChangedDocument.objects.values_list("article_id", flat=True)) == [article.pk]
    assert not SearchDocument.objects.get().is_open


@pytest.mark.django_db(transaction=True)
def test_nobody_packs_beside_somebody_else(every_word_is_frequent: None) -> None:
    TilFactory(title="Prompts")
    with other_connection() as other:
        other.execute(packing._LOCK)

        assert not pack_index()

    assert ChangedDocument.objects.exists()
    assert pack_index()


def other_connection() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    given = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if parameters.get(name)}
    return psycopg.connect(**given)
