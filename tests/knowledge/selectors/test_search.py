from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge.enums import SpeakerWish, Visibility
from knowledge.models import SpeakerChoice
from knowledge.selectors.narrowing import Narrowing
from knowledge.selectors.search import answering_lines, passage_url, search
from knowledge.services.indexing import index_articles, rebuild_vocabulary
from peerlearn.people.models import User
from rituals.enums import Audience
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.rituals import RitualFactory

TALK = """**Alice Teacher:** \\[00:10\\] So this is the moment where most of us press the button and hope.

**Some Listener:** \\[01:30\\] And the slide will say that stakeholders broadly agree.

**Alice Teacher:** \\[02:00\\] Ask for the disagreement between the interviews first and then for the summary.

\\[03:00\\] Müller wrote it down.
"""


@pytest.fixture(autouse=True)
def no_remembered_words() -> None:
    cache.delete("knowledge.vocabulary")


def titles(query: str, user: User, **filters: object) -> list[str]:
    return [hit.article.title for hit in search(query, user=user, narrowing=Narrowing(**filters)).hits]


def test_spoken_phrase_finds_its_passage_with_speaker_and_second(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice, title="Twenty interviews"), transcript=TALK)
    TilFactory(title="Disagreement", body="Summary of interviews, first for the button and then ask.")

    first = search("ask for the disagreement between the interviews", user=bob).hits[0]

    assert first.article == article
    assert first.passage is not None
    assert (first.passage.speaker, first.passage.seconds, first.passage.about) == ("Alice Teacher", 120.0, False)
    assert first.passage.url == f"/wiki/{article.slug}/?t=118#p{first.passage.number}"
    assert "<mark>disagreement</mark>" in first.passage.text


def test_speaker_who_does_not_teach_is_a_colleague(alice: User, bob: User) -> None:
    capture_of(held_session(alice), transcript=TALK)

    passage = search("stakeholders agree", user=bob).hits[0].passage

    assert passage is not None
    assert passage.speaker == "a colleague"


def test_speaker_who_agreed_is_named(alice: User, bob: User, charlie: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    SpeakerChoice.objects.create(article=article, user=charlie, speaker="Some Listener", wish=SpeakerWish.NAMED)
    capture_of(held_session(alice), transcript=TALK)

    hits = search("stakeholders agree", user=bob).hits

    assert {hit.article == article: hit.passage and hit.passage.speaker for hit in hits} == {
        True: charlie.name,
        False: "a colleague",
    }


def test_phrase_of_common_words_is_found(alice: User, bob: User) -> None:
    TilFactory(title="Other", body="The us of most")
    article = capture_of(held_session(alice), transcript=TALK)

    assert titles("so this is the", bob) == []
    assert [hit.article for hit in search("so this is the moment where", user=bob).hits][:1] == [article]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("interviews", {"Interview notes", "Interview prompts"}),
        ("interviewing prompts", {"Interview prompts"}),
        ('"interview notes"', {"Interview notes"}),
        ('"notes interview"', set()),
        ("interview -prompts", {"Interview notes"}),
        ("prompts OR notes", {"Interview notes", "Interview prompts"}),
        ("Müllér", {"Ärger mit Muller"}),
        ("interv", {"Interview notes", "Interview prompts"}),
        ("'", set()),
        ("% _ \\ :* <-> (", set()),
    ],
)
def test_query_finds_exactly_what_it_means(query: str, expected: set[str], bob: User) -> None:
    for title in ("Interview notes", "Interview prompts", "Ärger mit Muller"):
        TilFactory(title=title, body="")

    assert set(titles(query, bob)) == expected


def test_query_over_the_limit_is_refused_in_words(bob: User) -> None:
    results = search("x" * 201, user=bob)

    assert results.refused == "Search for at most 200 characters."
    assert results.hits == ()


def test_typo_suggests_a_word_that_occurs(bob: User) -> None:
    TilFactory(title="Summarise client interviews")

    results = search("sumarise interviews", user=bob)

    assert (results.total, results.suggestion) == (0, "summarise interviews")


def test_private_article_is_neither_found_nor_counted_nor_suggested(alice: User, bob: User, charlie: User) -> None:
    ritual = RitualFactory(audience=Audience.MEMBERS)
    ritual.members.add(bob)
    session = held_session(alice, ritual=ritual, audience=Audience.MEMBERS, title="Zucchini")
    capture_of(
        session, transcript="**Alice Teacher:** \\[00:01\\] The zucchini question is ours alone and nobody else's."
    )
    TilFactory(title="Own zucchini", author=alice, visibility=Visibility.AUTHOR)
    open_til = TilFactory(title="Zucchini for all")

    seen_by = {user: search("zucchini", user=user) for user in (alice, bob, charlie)}

    assert [seen_by[user].total for user in (alice, bob, charlie)] == [3, 2, 1]
    assert [hit.article for hit in seen_by[charlie].hits] == [open_til]
    assert search('"zucchini question"', user=charlie).total == 0
    assert search("the zucchini question is ours alone", user=charlie).total == 0
    assert search("questoin alone", user=charlie).suggestion == ""


def test_article_closed_after_it_was_indexed_is_not_shown(alice: User, bob: User) -> None:
    til = TilFactory(title="Salaries", author=alice)
    til.visibility = Visibility.AUTHOR
    til.save()

    assert search("salaries", user=bob).hits == ()


def test_filters_leave_what_they_name(alice: User, bob: User) -> None:
    session = capture_of(held_session(alice, title="Prompt patterns"), topics=("Prompts",))
    til = TilFactory(title="Prompt tricks", author=bob)

    assert titles("prompt", bob, kind="til") == [til.title]
    assert titles("prompt", bob, topic="prompts") == [session.title]
    assert titles("prompt", bob, speaker=alice.pk) == [session.title]
    assert titles("prompt", bob, speaker=bob.pk) == [til.title]
    assert titles("prompt", bob, after=date(2026, 11, 17)) == []
    assert set(titles("prompt", bob, after=date(2026, 11, 16), before=date(2026, 11, 16))) == {til.title, session.title}


def test_snippet_that_matches_stands_under_copy(bob: User) -> None:
    snippet = SnippetFactory(article__title="Interviews")
    index_articles([snippet.article.pk])

    results = search("disagreement", user=bob)

    assert [copy.snippet for copy in results.copies] == [snippet]


def test_german_article_is_found_by_another_form_of_the_word(bob: User) -> None:
    til = TilFactory(title="Häuser kaufen", language="de")

    assert [hit.article for hit in search("Haus", user=bob).hits] == [til]


def test_search_asks_as_many_queries_for_three_hits_as_for_one(alice: User, bob: User) -> None:
    def queries_with_another(number: int) -> tuple[int, int]:
        capture_of(held_session(alice, title=f"Interviews {number}"), transcript=TALK, topics=("Prompts",))
        search("interviews first", user=bob)
        with CaptureQueriesContext(connection) as queries:
            total = search("interviews first", user=bob).total
        return total, len(queries)

    asked = dict(queries_with_another(number) for number in range(3))

    assert asked[3] == asked[1]


def test_excerpt_of_notes_is_plain_and_begins_with_the_summary_once(alice: User, bob: User) -> None:
    notes = "Number them.\n\n## What to copy\n\n- The **ledger** of voices\n1. `count` it\n"
    capture_of(held_session(alice), summary="Number them.", body=notes)

    assert search("ledger", user=bob).hits[0].excerpt == (
        "Number them. What to copy The <mark>ledger</mark> of voices count it"
    )


def test_snippet_that_several_articles_hold_is_offered_once(alice: User, bob: User) -> None:
    for title in ("First ledger", "Second ledger"):
        article = TilFactory(title=title)
        SnippetFactory(article=article, title="The ledger", text="date | voice")
        index_articles([article.pk])

    assert [copy.snippet.text for copy in search("ledger", user=bob).copies] == ["date | voice"]


def test_words_counted_anew_are_meant_at_once(bob: User) -> None:
    assert search("xylofone", user=bob).suggestion == ""
    TilFactory(title="Xylophone")

    rebuild_vocabulary()

    assert search("xylofone", user=bob).suggestion == "xylophone"


def test_word_that_may_go_on_marks_its_other_forms(bob: User) -> None:
    TilFactory(title="Two summaries")

    assert [hit.title for hit in search("summary", user=bob, typing=True).hits] == ["Two <mark>summaries</mark>"]


def test_snippet_of_another_kind_is_not_offered_to_who_narrowed(bob: User) -> None:
    snippet = SnippetFactory(article__title="Interviews", title="Interview prompt")
    index_articles([snippet.article.pk])
    TilFactory(title="Interview")

    assert search("interview", user=bob, narrowing=Narrowing(kind="til")).copies[0].snippet == snippet
    assert search("interview", user=bob, narrowing=Narrowing(kind="guide")).copies == ()


def test_playing_begins_one_to_two_seconds_before_the_words(alice: User) -> None:
    article = capture_of(held_session(alice))

    opened = [passage_url(article, 7, second).rpartition("?")[2] for second in (12.0, 12.9, 0.5, None)]

    assert opened == ["t=10#p7", "t=11#p7", "t=0#p7", f"{article.get_absolute_url()}#p7"]


def test_answering_lines_an_article_stand_in_the_order_they_were_said(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    capture_of(held_session(alice), transcript=TALK)

    hit = answering_lines(article, "the", user=bob)
    found = answering_lines(article, "interviews OR stakeholders", user=bob)

    assert hit is None
    assert found is not None
    assert [line.seconds for line in found.lines] == [90.0, 120.0]
    assert answering_lines(article, "x" * 201, user=bob) is None


def test_word_that_hardly_anybody_uses_is_taken_for_misspelt_where_nothing_is_found(bob: User) -> None:
    TilFactory(title="Mr Dorne came by", body="Once.")
    for number in range(10):
        TilFactory(title=f"Drone race number {number}", body="Racing is done.")
        TilFactory(title=f"Done with number {number}", body="Well done.")
    rebuild_vocabulary()

    assert search("dorne racing", user=bob).suggestion == "drone racing"
    assert search("dorne", user=bob).suggestion == ""
