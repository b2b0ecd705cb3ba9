"""Search by meaning with vectors that need no model: what it finds, whom it tells, and what it leaves alone."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.models import Article, Passage
from knowledge.query import parse_query
from knowledge.selectors import search as searching
from knowledge.selectors.meaning import closest, closest_statement, is_for_meaning, is_indexed
from knowledge.selectors.narrowing import Choices, Narrowing
from knowledge.selectors.openness import closed_but_to
from knowledge.selectors.search import SearchResults, search
from knowledge.selectors.search_page import search_page
from knowledge.services.indexing import index_articles
from knowledge.services.meaning import add_missing, keep, make_table
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory, capture_of, held_session
from tests.knowledge.hashed import HashedRuns

ENCODER = HashedRuns()
ASKED = "bicyclist unrepaired"  # no word of it is said anywhere, parts of both are
BICYCLES = "**Alice Teacher:** \\[00:10\\] Repairing bicycles.\n"
BAKING = "**Alice Teacher:** \\[00:10\\] Sourdough wants patience and flour.\n"


@pytest.fixture
def table(pgvector: None) -> None:
    """The table of vectors in this test's transaction."""
    make_table(ENCODER)


@pytest.fixture
def on(table: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if an operator had named a model; it is the hashed one."""
    monkeypatch.setattr(searching, "local_encoder", lambda: ENCODER)
    yield


def talk(teacher: User, title: str, transcript: str = BICYCLES, **fields: object) -> Article:
    return capture_of(held_session(teacher, title=title), transcript=transcript, **fields)


def titles(query: str, user: User, **filters: object) -> list[str]:
    return [hit.article.title for hit in search(query, user=user, narrowing=Narrowing(**filters)).hits]


def near(query: str, user: User) -> list[int]:
    is_indexed(ENCODER)
    found = closest(ENCODER([query])[0], besides=closed_but_to(user), among=None)
    return [match.article_id for match in found]


def told(results: SearchResults) -> str:
    """All that is answered, without the addresses of objects."""
    return re.sub(r"0x[0-9a-f]+", "", repr(results))


def test_finds_what_is_near_when_no_word_was_said_and_says_so(alice: User, bob: User, on: None) -> None:
    talk(alice, "Wheels")
    talk(alice, "Bread", BAKING)
    assert titles(ASKED, bob) == []

    assert add_missing(ENCODER) == 2
    results = search(ASKED, user=bob)

    assert [hit.article.title for hit in results.hits] == ["Wheels"]
    assert results.total == 1
    hit = results.hits[0]
    assert hit.by_meaning
    assert hit.passage is not None
    assert (hit.passage.text, hit.passage.seconds) == ("Repairing bicycles.", 10.0)
    choices = Choices((), (), ())
    page = search_page(results, user=bob, now=timezone.now(), choices=choices)
    assert page.best is None
    reasons = page.groups[0].lines[0].reasons
    assert (reasons[0].name, reasons[0].words) == ("Meaning", "close in meaning")


def test_words_stay_first_and_meaning_follows(alice: User, bob: User, on: None) -> None:
    talk(alice, "Wheels")
    TilFactory(title="A bicyclist unrepaired")
    add_missing(ENCODER)

    hits = search(ASKED, user=bob).hits

    assert [(hit.article.title, hit.by_meaning) for hit in hits] == [
        ("A bicyclist unrepaired", False),
        ("Wheels", True),
    ]


def test_second_page_goes_on_where_the_first_ends(alice: User, bob: User, on: None) -> None:
    for number in range(3):
        talk(alice, f"Wheels {number}")
    add_missing(ENCODER)

    pages = [search(ASKED, user=bob, page=page, size=2) for page in (1, 2)]

    assert [(page.total, page.has_next, len(page.hits)) for page in pages] == [(3, True, 2), (3, False, 1)]
    assert {hit.article.title for page in pages for hit in page.hits} == {"Wheels 0", "Wheels 1", "Wheels 2"}


def test_closed_article_is_near_only_to_whom_it_is_open(alice: User, bob: User, charlie: User, on: None) -> None:
    closed = talk(alice, "Closed wheels", visibility=Visibility.MEMBERS)
    opened = talk(alice, "Open wheels")
    draft = talk(alice, "Draft wheels", published_at=None)
    add_missing(ENCODER)

    assert set(near(ASKED, alice)) == {closed.pk, opened.pk, draft.pk}
    assert near(ASKED, bob) == near(ASKED, charlie) == [opened.pk]
    assert titles(ASKED, bob) == ["Open wheels"]


def test_many_closed_articles_crowd_nobody_out(alice: User, bob: User, on: None) -> None:
    for number in range(130):
        talk(alice, f"Closed {number}", visibility=Visibility.MEMBERS)
    opened = talk(alice, "Open", "**Alice Teacher:** \\[00:10\\] Bicycles and their repairing, slowly.\n")
    add_missing(ENCODER)

    assert near(ASKED, bob) == [opened.pk]


def test_article_is_closed_and_opened_at_once(alice: User, bob: User, on: None) -> None:
    article = talk(alice, "Wheels")
    add_missing(ENCODER)

    Article.objects.update(visibility=Visibility.MEMBERS)
    assert near(ASKED, bob) == []
    index_articles([article.pk])
    assert near(ASKED, bob) == []
    assert near(ASKED, alice) == [article.pk]

    Article.objects.update(visibility=Visibility.EVERYBODY)
    index_articles([article.pk])
    assert near(ASKED, bob) == [article.pk]


def test_filters_narrow_both_ways(alice: User, bob: User, on: None) -> None:
    talk(alice, "Wheels", topics=("Cycling",))
    talk(alice, "Other wheels")
    add_missing(ENCODER)

    assert titles(ASKED, bob, topic="cycling") == ["Wheels"]


@pytest.mark.parametrize("change", [{"hidden": True}, {"text": "Repairing bicycles, corrected."}])
def test_hidden_or_corrected_passage_leaves_at_once(
    alice: User, bob: User, on: None, change: dict[str, object]
) -> None:
    talk(alice, "Wheels")
    add_missing(ENCODER)

    Passage.objects.update(**change)

    assert rows() == 0
    assert titles(ASKED, bob) == []
    assert add_missing(ENCODER) == (0 if "hidden" in change else 1)


def test_deleted_passage_leaves_at_once(alice: User, on: None) -> None:
    talk(alice, "Wheels")
    add_missing(ENCODER)

    Passage.objects.all().delete()

    assert rows() == 0


def test_passage_changed_while_the_model_reads_waits_for_the_next_round(alice: User, on: None) -> None:
    talk(alice, "Wheels")
    read = list(Passage.objects.values_list("pk", "text"))
    Passage.objects.update(text="Something else.")

    keep(ENCODER, read)

    assert rows() == 0


def test_interrupted_reading_goes_on_and_never_reads_twice(
    alice: User, on: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.services.meaning.BATCH", 2)
    for number in range(5):
        talk(alice, f"Wheels {number}")
    asked = iter([True, False])
    progress: list[tuple[int, int]] = []

    assert add_missing(ENCODER, go_on=lambda: next(asked)) == 2
    assert add_missing(ENCODER, progress=lambda done, total: progress.append((done, total))) == 3
    assert progress == [(2, 3), (3, 3)]
    assert add_missing(ENCODER) == 0


def test_vectors_of_another_model_are_not_asked_and_are_replaced(alice: User, bob: User, on: None) -> None:
    talk(alice, "Wheels")
    add_missing(ENCODER)
    other = HashedRuns("other", 64)

    assert not is_indexed(other)
    assert make_table(other)
    assert not make_table(other)
    assert titles(ASKED, bob) == []
    assert add_missing(other) == 1


@pytest.mark.parametrize("query", ['"repair bicycles"', "repair -bicycles", "repair OR bicycles", "bicycles", "…"])
def test_only_plain_words_are_asked_for_their_meaning(query: str) -> None:
    assert is_for_meaning(parse_query(ASKED))
    assert not is_for_meaning(parse_query(query))


def test_misspelt_query_gets_its_proposal_and_typing_goes_by_words(alice: User, bob: User, on: None) -> None:
    talk(alice, "Wheels")
    add_missing(ENCODER)

    assert search(ASKED, user=bob, typing=True).hits == ()
    assert search("repairing bicycels", user=bob).suggestion == "repairing bicycles"


def test_index_is_asked(on: None, alice: User, bob: User) -> None:
    article = talk(alice, "Wheels")
    Passage.objects.bulk_create(
        Passage(article=article, number=number, text=f"Number {number} of {number * 7}") for number in range(2, 3000)
    )
    add_missing(ENCODER)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE knowledge_meaning, knowledge_passage")
        is_indexed(ENCODER)
        sql, values = closest_statement(ENCODER([ASKED])[0], besides=closed_but_to(bob), among=None)
        cursor.execute(f"EXPLAIN {sql}", [*values, 0.6, 20])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Scan using meaning_nearest on knowledge_meaning" in plan


@pytest.mark.parametrize("talks", [1, 3])
def test_meaning_costs_two_queries_however_much_is_found(
    alice: User, bob: User, on: None, talks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(talks):
        talk(alice, f"{ASKED} {number}")
    add_missing(ENCODER)

    with CaptureQueriesContext(connection) as both:
        search(ASKED, user=bob)
    monkeypatch.setattr(searching, "local_encoder", lambda: None)
    with CaptureQueriesContext(connection) as by_words:
        search(ASKED, user=bob)

    assert len(statements(both)) - len(by_words) == 2


def test_off_answers_are_the_same_to_the_byte_and_nothing_is_asked(alice: User, bob: User, table: None) -> None:
    talk(alice, "Bicyclist unrepaired")
    talk(alice, "Wheels")
    with CaptureQueriesContext(connection) as before:
        expected = told(search(ASKED, user=bob))
    add_missing(ENCODER)

    with CaptureQueriesContext(connection) as after:
        found = told(search(ASKED, user=bob))

    assert found == expected
    assert statements(after) == statements(before)
    assert not any("meaning" in statement or "hnsw" in statement for statement in statements(after))


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM knowledge_meaning")
        return int(cursor.fetchone()[0])


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked, empty where a prepared statement was."""
    return [sql for sql in (query["sql"] or "" for query in captured) if "SAVEPOINT" not in sql]
