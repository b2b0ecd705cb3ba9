"""The capture of an encore begins with what people could copy the first time."""

from datetime import UTC, datetime

import pytest

from knowledge.enums import Visibility
from knowledge.models import Article
from knowledge.services.capture import SnippetText, open_article, set_snippets
from peerlearn.people.models import User
from tests.factories.knowledge import held_session

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


@pytest.fixture
def original(alice: User) -> Article:
    article = open_article(held_session(alice))
    set_snippets(article, snippets=[SnippetText("Filter", "=FILTER(A:A)"), SnippetText("Sort", "=SORT(A:A)")])
    Article.objects.filter(pk=article.pk).update(published_at=NOW)
    return article


def copied(original: Article, bob: User) -> list[tuple[str, str]]:
    encore = open_article(held_session(bob, encore_of=original.session))
    return list(encore.snippets.order_by("order").values_list("title", "text"))


def test_encore_brings_the_snippets_in_their_order(original: Article, bob: User) -> None:
    assert copied(original, bob) == [("Filter", "=FILTER(A:A)"), ("Sort", "=SORT(A:A)")]
    assert original.snippets.count() == 2


@pytest.mark.parametrize("closed", [{"visibility": Visibility.MEMBERS}, {"published_at": None}])
def test_encore_brings_nothing_that_is_closed(original: Article, bob: User, closed: dict) -> None:
    Article.objects.filter(pk=original.pk).update(**closed)

    assert copied(original, bob) == []
