"""The thanks panel on the pages of an article and a session, and the wall."""

import html

import pytest
from django.urls import reverse

from knowledge.models import Helped
from recognition.models import Kudos
from recognition.services.kudos import give_kudos
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory

pytestmark = pytest.mark.usefixtures("monday")
LINE = {"text": "I run it every week.", "openness": "public"}


def thank_url(article) -> str:
    return reverse("recognition:thank", args=[article.slug])


def test_article_offers_one_click_and_then_a_line(client_of, bob, article):
    client = client_of(bob)
    before = client.get(article.get_absolute_url()).content.decode()

    after = client.post(reverse("knowledge:helped", args=[article.slug]), follow=True).content.decode()

    assert ("This helped me" in before, thank_url(article) in before) == (True, False)
    assert ('aria-pressed="true"' in after, thank_url(article) in after) == (True, True)


def test_thanks_as_a_plain_form_return_to_the_article(client_of, bob, article):
    answer = client_of(bob).post(thank_url(article), LINE)

    assert (answer.status_code, answer.url) == (302, f"{article.get_absolute_url()}#thanks")
    assert Kudos.objects.get().text == "I run it every week."


def test_thanks_by_htmx_answer_with_the_panel_alone(client_of, bob, article):
    answer = client_of(bob).post(thank_url(article), LINE, headers={"HX-Request": "true", "HX-Target": "thanks"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("<html" in page, 'id="thanks"' in page, "I run it every week." in page) == (False, True, True)
    assert thank_url(article) not in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "thanks"}])
def test_refused_thanks_say_why_and_keep_the_words(client_of, charlie, article, headers):
    answer = client_of(charlie).post(thank_url(article), LINE, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert ("attended or opened" in page, "I run it every week." in page) == (True, True)
    assert Kudos.objects.count() == 0


@pytest.mark.parametrize(
    "line",
    [
        {"text": " ", "openness": "public"},
        {"text": "\u200b\u2060", "openness": "public"},
        {"text": "x" * 501, "openness": "public"},
        {"text": "Thanks.", "openness": "managers"},
        {"text": "a\x00b", "openness": "public"},
    ],
)
def test_thanks_without_sense_are_refused(client_of, bob, article, line):
    assert client_of(bob).post(thank_url(article), line).status_code == 422
    assert Kudos.objects.count() == 0


def test_thanks_take_only_what_the_form_asks_for(client_of, bob, charlie, article):
    client_of(bob).post(thank_url(article), LINE | {"giver": charlie.pk, "receiver": charlie.pk, "points": "999"})

    assert list(Kudos.objects.values_list("giver__name", "receiver__name")) == [("Bob Colleague", "Alice Teacher")]


def test_thanks_for_an_article_one_cannot_see_are_not_found(client_of, charlie, article):
    article.visibility = "author"
    article.save()

    assert client_of(charlie).post(thank_url(article), LINE).status_code == 404


def test_thanks_by_get_are_not_allowed(client_of, bob, article):
    assert client_of(bob).get(thank_url(article)).status_code == 405


def test_session_that_is_not_captured_takes_thanks_too(client_of, bob, session):
    client = client_of(bob)
    url = reverse("recognition:thank_session", args=[session.pk])
    page = client.get(session.get_absolute_url()).content.decode()

    answer = client.post(url, LINE)

    assert url in page
    assert answer.url == f"{session.get_absolute_url()}#thanks"
    assert Kudos.objects.get().session == session


def test_teacher_sees_how_many_it_helped_but_not_whom(client_of, alice, bob, dora, article):
    for person in (bob, dora):
        Helped.objects.create(article=article, user=person)

    page = client_of(alice).get(article.get_absolute_url()).content.decode()

    assert "it helped 2 colleagues" in page
    assert ("This helped me" in page, "Bob Colleague" in page, "Dora Facilitator" in page) == (False, False, False)


def test_wall_shows_thanks_escaped_and_the_way_to_more(client_of, bob, article, monday):
    give_kudos(article, by=bob, text="<script>alert(1)</script> & more", now=monday)

    page = client_of(bob).get(reverse("recognition:wall")).content.decode()

    assert html.escape("<script>alert(1)</script> & more") in page
    assert "<script>alert" not in page
    assert article.get_absolute_url() in page


@pytest.mark.parametrize("place", ["0001-01-01T00:00:00+14:00~1", f"2026-11-23T09:00:00Z~{10**400}"])
def test_wall_from_far_away_is_empty(client_of, bob, place):
    assert "No thanks yet" in client_of(bob).get("/recognition/", {"before": place}).content.decode()


@pytest.mark.parametrize("place", ["yesterday", "2026-11-23T09:00:00~1", "2026-11-23T09:00:00Z~x"])
def test_wall_with_a_place_that_is_none_is_not_found(client_of, bob, place):
    assert client_of(bob).get("/recognition/", {"before": place}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_wall_takes_the_same_queries_at_any_size(client_of, bob, session, rows, monday, django_assert_num_queries):
    for _number in range(rows):
        giver = UserFactory()
        AttendanceFactory(session=session, user=giver)
        give_kudos(session, by=giver, text="Thanks", now=monday)
    client = client_of(bob)

    with django_assert_num_queries(WALL_QUERIES):
        client.get(reverse("recognition:wall"))


WALL_QUERIES = 3


def test_profile_shows_what_was_taught_and_the_thanks_one_may_read(client_of, alice, bob, charlie, article, monday):
    give_kudos(article, by=bob, text="Between us.", openness="private", now=monday)

    seen = {
        person.name: client_of(person).get(alice.get_absolute_url()).content.decode() for person in (alice, charlie)
    }

    assert all("Quotes you can trace" in page for page in seen.values())
    assert {name: "Between us." in page for name, page in seen.items()} == {
        "Alice Teacher": True,
        "Charlie Outsider": False,
    }
