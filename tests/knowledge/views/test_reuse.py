"""A page reports copies and played seconds; whoever taught it sees counts, and nobody sees names."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from knowledge.models import Article, Copied, Helped, Recording, Watched
from peerlearn.people.models import Role, User
from rituals.enums import Audience
from tests.factories.knowledge import SnippetFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory, RitualFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def article(alice: User) -> Article:
    article = capture_of(held_session(alice))
    Recording.objects.create(article=article, file="recordings/talk.wav")
    return article


@pytest.fixture
def closed(alice: User) -> Article:
    ritual = RitualFactory(audience=Audience.MEMBERS)
    article = capture_of(held_session(alice, ritual=ritual, audience=Audience.MEMBERS))
    Recording.objects.create(article=article, file="recordings/talk.wav")
    return article


def copies(article: Article) -> str:
    return reverse("knowledge:copied", args=[SnippetFactory(article=article).pk])


def watching(article: Article) -> str:
    return reverse("knowledge:watched", args=[article.slug])


def test_copy_is_counted_and_answers_nothing(article: Article, bob: User, client_of: SignIn) -> None:
    response = client_of(bob).post(copies(article))

    assert (response.status_code, response.content) == (204, b"")
    assert list(Copied.objects.values_list("article", "user")) == [(article.pk, bob.pk)]


def test_played_seconds_add_up(article: Article, bob: User, client_of: SignIn) -> None:
    client = client_of(bob)

    answers = [client.post(watching(article), {"seconds": seconds}).status_code for seconds in (20, 60)]

    assert answers == [204, 204]
    assert Watched.objects.get().seconds == 80


@pytest.mark.parametrize("seconds", ["", "0", "-5", "61", "nan", "9" * 400, "\x00", "1e3"])
def test_seconds_that_no_player_reports_are_refused(
    article: Article, bob: User, client_of: SignIn, seconds: str
) -> None:
    response = client_of(bob).post(watching(article), {"seconds": seconds})

    assert response.status_code == 422
    assert response.content.decode() == "Say how many seconds were played since the last report: 1 to 60."
    assert not Watched.objects.exists()


def test_article_of_a_closed_circle_counts_for_no_outsider(closed: Article, charlie: User, client_of: SignIn) -> None:
    client = client_of(charlie)

    answers = [client.post(copies(closed)), client.post(watching(closed), {"seconds": 20})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Copied.objects.exists()
    assert not Watched.objects.exists()


def test_article_without_recording_cannot_be_watched(alice: User, bob: User, client_of: SignIn) -> None:
    unheard = capture_of(held_session(alice))

    assert client_of(bob).post(watching(unheard), {"seconds": 20}).status_code == 404


def test_reports_by_other_ways_than_post_are_refused(article: Article, bob: User, client_of: SignIn) -> None:
    client = client_of(bob)

    assert [client.get(copies(article)).status_code, client.get(watching(article)).status_code] == [405, 405]


@pytest.mark.parametrize("reader", ["alice", "dora", "lou"])
def test_counts_are_told_to_those_who_answer_for_the_teaching(
    article: Article, alice: User, bob: User, dora: User, client_of: SignIn, reader: str
) -> None:
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    lou = UserFactory(roles=[Role.LD_LEAD])
    Helped.objects.create(article=article, user=bob)

    page = client_of({"alice": alice, "dora": dora, "lou": lou}[reader]).get(article.get_absolute_url())

    section = page.content.decode().split('id="reuse"')[1].split("</section>")[0]
    assert '<span class="figure figure-xl">1</span>' in section
    assert bob.name not in page.content.decode()


@pytest.mark.parametrize("reader", ["bob", "charlie", "mara", "lena"])
def test_counts_are_not_told_to_others(
    article: Article, bob: User, client_of: SignIn, reader: str, request: pytest.FixtureRequest
) -> None:
    Helped.objects.create(article=article, user=bob)

    page = client_of(request.getfixturevalue(reader)).get(article.get_absolute_url()).content.decode()

    assert 'id="reuse"' not in page
    assert "Still teaching" not in page


@pytest.mark.parametrize("reader", ["alice", "bob", "mara", "admin"])
def test_profile_tells_only_oneself_what_ones_teaching_did(
    article: Article, alice: User, bob: User, client_of: SignIn, reader: str, request: pytest.FixtureRequest
) -> None:
    Helped.objects.create(article=article, user=bob)

    page = client_of(request.getfixturevalue(reader)).get(alice.get_absolute_url()).content.decode()

    assert ("taught 1 person since" in page) == (reader == "alice")


def test_snippet_says_how_many_people_copied_it(article: Article, bob: User, charlie: User, client_of: SignIn) -> None:
    address = copies(article)
    for person in (bob, charlie):
        client_of(person).post(address)

    page = client_of(bob).get(article.get_absolute_url()).content.decode()

    assert "copied by 2" in page
