"""Searches that found nothing: who sees them, from how many askers on, and what one can do about them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.services.search_log import note_search
from peerlearn.people.models import Role, User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.services.requests import ask_to_learn
from tests.factories.people import UserFactory

ADDRESS = "/wiki/unanswered/"
SignIn = Callable[[User], Client]


def in_vain(query: str, *askers: User, now: datetime | None = None) -> None:
    for asker in askers:
        note_search(query, results=0, by=asker, now=now or timezone.now())


@pytest.mark.parametrize("role", [Role.LD_LEAD, Role.ADMIN])
def test_terms_show_from_two_askers_on_without_names(role: str, alice: User, bob: User, client_of: SignIn) -> None:
    in_vain("pivot tables", alice, bob)
    in_vain("my burnout", bob)

    page = client_of(UserFactory(roles=[role])).get(ADDRESS).content.decode()

    assert "pivot tables" in page
    assert "burnout" not in page
    assert alice.name not in page
    assert bob.name not in page


def test_terms_are_for_who_can_do_something_about_them(alice: User, bob: User, client_of: SignIn) -> None:
    in_vain("pivot tables", alice, bob)
    owner = UserFactory()
    find_or_create_topics(["Spreadsheets"])[0].owners.add(owner)

    assert client_of(bob).get(ADDRESS).status_code == 403
    assert "pivot tables" in client_of(owner).get(ADDRESS).content.decode()
    assert ADDRESS in client_of(owner).get("/wiki/").content.decode()
    assert ADDRESS not in client_of(bob).get("/wiki/").content.decode()


def test_term_leads_to_a_request_or_to_the_one_that_is_there(alice: User, bob: User, client_of: SignIn) -> None:
    in_vain("pivot tables", alice, bob)
    in_vain("contracts", alice, bob)
    asked = ask_to_learn("Pivot Tables", by=alice)

    page = client_of(UserFactory(roles=[Role.LD_LEAD])).get(ADDRESS).content.decode()

    assert f'href="/requests/{asked.pk}/">Asked for, 1 wants it</a>' in page
    assert f'href="/requests/{asked.pk}/teach/"' in page
    assert '<input type="hidden" name="title" value="contracts">' in page
    assert 'value="pivot tables"' not in page


def test_list_asks_as_many_queries_for_three_terms_as_for_one(alice: User, bob: User, client_of: SignIn) -> None:
    client = client_of(UserFactory(roles=[Role.LD_LEAD]))
    asked = []
    for term in ("one", "two", "three"):
        in_vain(term, alice, bob)
        ask_to_learn(term, by=alice)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).content.decode().count("wants it") == len(asked) + 1
        asked.append(len(queries))

    assert asked[2] == asked[0] <= 8


def test_empty_list_says_what_will_stand_there(client_of: SignIn, admin: User) -> None:
    assert "Nothing was looked for in vain" in client_of(admin).get(ADDRESS).content.decode()
