"""Nothing under a topic that needs an expert is published without the expert's name."""

from datetime import UTC, datetime

import pytest

from knowledge.models import Article
from knowledge.services.capture import NotSignedOff, open_article, publish_capture
from peerlearn.people.models import User
from tests.factories.knowledge import held_session

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


@pytest.fixture
def article(alice: User) -> Article:
    return open_article(held_session(alice, title="Clauses", suitability="legal"))


def test_capture_without_a_sign_off_is_not_published(article: Article, alice: User) -> None:
    with pytest.raises(NotSignedOff, match="“Clauses” is not published yet: it needs an expert"):
        publish_capture(article, by=alice, now=NOW)

    article.refresh_from_db()
    assert article.published_at is None


def test_capture_with_a_sign_off_is_published_with_the_name(
    article: Article, alice: User, bob: User, lena: User, client_of
) -> None:
    article.session.sign_offs.create(reviewer=lena, asked_at=NOW, answered_at=NOW, approved_at=NOW)

    publish_capture(article, by=alice, now=NOW)

    assert "Signed off by Lena Lead" in client_of(bob).get(article.get_absolute_url()).content.decode()


def test_capture_page_keeps_what_was_typed_and_says_why(article: Article, alice: User, lena: User, client_of) -> None:
    article.session.sign_offs.create(reviewer=lena, asked_at=NOW)

    answer = client_of(alice).post(
        f"/sessions/{article.session_id}/capture/", {"notes": "By hand", "publish": "1"}, follow=True
    )

    assert "it needs an expert who signs off" in answer.content.decode()
    article.refresh_from_db()
    assert (article.body, article.published_at) == ("By hand", None)
