"""Whether a guide can be relied upon stands on its page; who answers for it says so there."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from knowledge.enums import Visibility
from knowledge.models import Article
from knowledge.services.guides import write_guide
from peerlearn.people.models import Role, User
from peerlearn.topics.models import Topic
from tests.factories.knowledge import TilFactory
from tests.factories.people import UserFactory

SignIn = Callable[[User], Client]
WRITTEN = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def guide(alice: User, monday: datetime) -> Article:
    """Written by alice in May; its review was due on 28 October."""
    return write_guide(alice, title="How we number", body="From one.", topics=["Interviews"], now=WRITTEN)


def test_page_says_since_when_the_review_is_due(guide: Article, bob: User, client_of: SignIn) -> None:
    page = client_of(bob).get(guide.get_absolute_url()).content.decode()

    assert "Review due since 28 October 2026" in page
    assert "answers for it." in page
    assert "Still right" not in page


def test_still_right_is_one_click(guide: Article, alice: User, client_of: SignIn) -> None:
    page = client_of(alice).post(f"/wiki/{guide.slug}/still-right/", follow=True).content.decode()

    assert "Verified 23 November 2026" in page
    assert "to be looked at again on 22 May 2027" in page


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("topic owner", 302), ("lead", 302), ("admin", 302)])
def test_guide_is_confirmed_by_who_knows(
    who: str, status: int, guide: Article, bob: User, admin: User, client_of: SignIn
) -> None:
    Topic.objects.get().owners.add(owner := UserFactory())
    person = {"colleague": bob, "topic owner": owner, "lead": UserFactory(roles=[Role.LD_LEAD]), "admin": admin}[who]

    assert client_of(person).post(f"/wiki/{guide.slug}/still-right/").status_code == status
    assert client_of(person).post(f"/wiki/{guide.slug}/verifier/", {"verifier": bob.email}).status_code == status

    guide.refresh_from_db()
    assert (guide.verifier == bob) == (status == 302)


def test_somebody_who_is_not_here_cannot_answer(guide: Article, alice: User, client_of: SignIn) -> None:
    answer = client_of(alice).post(f"/wiki/{guide.slug}/verifier/", {"verifier": "nobody@example.com"})

    assert answer.status_code == 422
    assert "Nobody here has this name or address." in answer.content.decode()


def test_only_guides_are_answered_for(alice: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice)

    assert client_of(alice).post(f"/wiki/{til.slug}/still-right/").status_code == 404
    assert "answers for it" not in client_of(alice).get(til.get_absolute_url()).content.decode()


def test_list_offers_ones_own_for_one_click_and_hides_what_is_private(
    guide: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    write_guide(bob, title="Secret guide", body="x", now=WRITTEN)
    Article.objects.filter(title="Secret guide").update(visibility=Visibility.AUTHOR)
    client = client_of(alice)

    page = client.get("/wiki/guides/").content.decode()
    assert page.count("Still right") == 1 and "Secret guide" not in page

    answer = client.post(f"/wiki/{guide.slug}/still-right/", {"list": "1"}, follow=True)
    assert answer.redirect_chain == [("/wiki/guides/", 302)]
    assert "Every guide was looked at" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_often_for_many(
    rows: int, alice: User, bob: User, client_of: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        for by in (alice, bob):
            write_guide(by, title=f"Guide {number}", body="x", now=WRITTEN)
    client = client_of(alice)

    with django_assert_num_queries(3):
        client.get("/wiki/guides/")
