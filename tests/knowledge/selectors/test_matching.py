"""What is found, in which order and why, over the index as it is in PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.enums import ArticleKind, Visibility
from knowledge.models import Article, Lexeme, OutdatedMark, Passage, Posting, SearchDocument
from knowledge.query import parse_query
from knowledge.selectors.finding import find
from knowledge.selectors.matching import Match, best_matches, best_passages
from knowledge.selectors.openness import closed_but_to
from knowledge.selectors.synonyms import expand
from knowledge.services.indexing import index_articles, rebuild_vocabulary, refresh_priors
from peerlearn.people.models import User
from peerlearn.topics.models import Synonym
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.knowledge import HELD, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory

TALK = """**Alice Teacher:** \\[00:10\\] The retrieval layer is where most of the evaluation goes wrong.

**Some Listener:** \\[01:30\\] Our zucchini pipeline has no evaluation whatsoever.

**Alice Teacher:** \\[02:00\\] Then write down the retrieval questions first.
"""


def matched(query: str, user: User) -> list[Match]:
    parsed = expand(parse_query(query))
    found = find(parsed, besides=closed_but_to(user), among=None)
    matches = best_matches(found, start=0, size=20)
    assert found.total == len(matches)
    return matches


def titles(query: str, user: User) -> list[str]:
    return [Article.objects.get(pk=match.article_id).title for match in matched(query, user)]


def test_title_counts_more_than_notes_and_speech(alice: User, bob: User) -> None:
    capture_of(held_session(alice, title="Spoken"), transcript=TALK)
    TilFactory(title="Noted", body="Something on retrieval and other things.")
    TilFactory(title="Retrieval")

    assert titles("retrieval", bob)[0] == "Retrieval"
    assert set(titles("retrieval", bob)) == {"Retrieval", "Noted", "Spoken"}


def test_rare_word_weighs_more_than_a_common_one(bob: User) -> None:
    for number in range(6):
        TilFactory(title=f"Prompt {number}")
    TilFactory(title="Prompt", body="retrieval")
    TilFactory(title="Retrieval", body="prompt")

    assert titles("prompt retrieval", bob) == ["Retrieval", "Prompt"]


def test_match_says_what_its_place_is_made_of(alice: User, bob: User) -> None:
    guide = TilFactory(
        title="Retrieval",
        kind=ArticleKind.GUIDE,
        verifier=alice,
        verified_at=HELD,
        review_on=HELD + timedelta(days=180),
    )
    marked = TilFactory(title="Retrieval")
    OutdatedMark.objects.create(article=marked, user=bob)
    marked.helped.create(user=bob)
    refresh_priors(now=HELD + timedelta(days=540))
    parts = {match.article_id: match.parts for match in matched("retrieval", bob)}

    assert parts[guide.pk].freshness == pytest.approx(0.03, abs=0.001)
    assert (parts[guide.pk].reuse, parts[marked.pk].reuse) == (0, pytest.approx(0.0139, abs=0.001))
    assert parts[marked.pk].trust == pytest.approx(-0.05)
    assert parts[guide.pk].text == parts[marked.pk].text
    assert [match.article_id for match in matched("retrieval", bob)] == [guide.pk, marked.pk]


def test_passage_with_both_words_stands_before_one_with_either(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)

    matches = matched("retrieval evaluation", bob)
    passages = best_passages(matches, each=3)

    assert [(p.article_id, p.text[:20], p.matching) for p in passages[:1]] == [(article.pk, "The retrieval layer ", 1)]
    assert len(passages) == 3


def test_passages_of_every_alternative_are_known(alice: User, bob: User) -> None:
    capture_of(held_session(alice), transcript=TALK)

    (match,) = matched("questions OR zucchini", bob)

    assert (set(match.places), match.matching) == ({2, 3}, 2)


def test_hidden_passage_is_not_found_by_word_or_phrase(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    Passage.objects.filter(article=article, text__contains="zucchini").update(hidden=True)
    index_articles([article.pk])

    assert matched("zucchini", bob) == []
    assert matched('"zucchini pipeline"', bob) == []
    assert matched("our zucchini pipeline has no evaluation", bob) == []
    assert len(matched("retrieval", bob)) == 1


def test_other_name_of_a_topic_finds_after_the_word_itself(bob: User) -> None:
    (topic,) = find_or_create_topics(["Kubernetes"])
    Synonym.objects.create(topic=topic, word="k8s")
    TilFactory(title="Kubernetes")
    TilFactory(title="k8s")
    TilFactory(title="Nomad")

    assert titles("k8s", bob) == ["k8s", "Kubernetes"]
    assert titles("kubernetes", bob) == ["Kubernetes", "k8s"]


def test_other_name_of_several_words_needs_them_all(bob: User) -> None:
    (topic,) = find_or_create_topics(["Machine learning"])
    Synonym.objects.create(topic=topic, word="ML")
    TilFactory(title="Machine learning")
    TilFactory(title="Machine tools")
    TilFactory(title="ML")

    assert titles("ml", bob) == ["ML", "Machine learning"]
    assert titles("machine learning", bob) == ["Machine learning", "ML"]


def test_indexing_twice_gives_the_same_rows(alice: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    before = sorted(Posting.objects.values_list("lexeme", "article", "weight"))

    index_articles([article.pk])
    index_articles([article.pk])

    assert sorted(Posting.objects.values_list("lexeme", "article", "weight")) == before


def test_word_that_was_removed_finds_nothing_any_more(bob: User) -> None:
    til = TilFactory(title="Retrieval")
    til.title = "Something else"
    til.save()
    index_articles([til.pk])

    assert matched("retrieval", bob) == []


def test_deleted_article_leaves_nothing_behind(bob: User) -> None:
    til = TilFactory(title="Retrieval")
    til.delete()

    assert matched("retrieval", bob) == []
    assert not Posting.objects.exists()


def test_missing_documents_are_made_at_night(bob: User) -> None:
    til = TilFactory(title="Retrieval")
    SearchDocument.objects.all().delete()
    Posting.objects.all().delete()
    rebuild_vocabulary()

    assert [match.article_id for match in matched("retrieval", bob)] == [til.pk]


def test_closed_articles_are_counted_for_those_who_may_open_them(alice: User, bob: User) -> None:
    TilFactory(title="Salary", author=alice, visibility=Visibility.AUTHOR)
    TilFactory(title="Salary draft", author=alice, published_at=None)

    assert len(matched("salary", alice)) == 2
    assert matched("salary", bob) == []
    assert matched('"salary draft"', bob) == []


@pytest.mark.parametrize(
    "query", ["'", "%", "<-> & | !", "a:* b", "\\", "-", "-x", '""', "OR", "$$", "é\u0301", "\ufeff", "💥"]
)
def test_hostile_query_is_answered(query: str, bob: User) -> None:
    TilFactory(title="Salary")

    assert matched(query, bob) == []


def test_day_of_last_verification_counts_as_fresh(alice: User, bob: User) -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    TilFactory(title="Retrieval", dated_at=old, kind=ArticleKind.GUIDE, verified_at=HELD, author=UserFactory())
    refresh_priors(now=HELD)

    assert matched("retrieval", bob)[0].parts.freshness == pytest.approx(0.06)


def test_phrase_of_common_words_is_found_in_another_language_before_its_words_are_counted(bob: User) -> None:
    til = TilFactory(title="Wie es ist", body="Er sagte: how it is.", language="de")
    index_articles([til.pk])
    Lexeme.objects.update(df=0)

    assert [match.article_id for match in matched('"how it is"', bob)] == [til.pk]
