"""While somebody types topics, those that exist are offered, and none that tells of what is closed to them."""

import re
from typing import Any

import pytest

from knowledge.enums import Visibility
from peerlearn.people.models import User
from peerlearn.topics.services.names import set_other_names
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import Audience
from tests.factories.knowledge import TilFactory
from tests.factories.rituals import SessionFactory

ADDRESS = "/wiki/search/topics/"


def offered(browser: Any, typed: str) -> list[str]:
    return re.findall(r'data-name="([^"]*)"', browser.get(ADDRESS, {"q": typed}).content.decode())


def test_topics_are_offered_by_any_part_of_their_names_beginnings_first(client_of, bob) -> None:
    topic, *_rest = find_or_create_topics(["Kubernetes", "Net of nets", "Prompt patterns", "Bernese dogs"])
    set_other_names(topic, ["k8s", "kube"])
    browser = client_of(bob)

    assert offered(browser, "NE") == ["Net of nets", "Bernese dogs", "Kubernetes"]
    assert offered(browser, " k8") == ["Kubernetes"]
    assert "also k8s" in browser.get(ADDRESS, {"q": "k8"}).content.decode()
    assert "also" not in browser.get(ADDRESS, {"q": "kube"}).content.decode()


@pytest.mark.parametrize("typed", ["", "n", "%", "__", "nothing like it"])
def test_nothing_is_offered_for_too_little_or_what_is_not_there(client_of, bob, typed) -> None:
    find_or_create_topics(["Nets", "Percent"])

    assert offered(client_of(bob), typed) == []


def test_topics_of_what_is_closed_are_offered_to_those_who_see_it(client_of, alice, bob) -> None:
    secret, draft, circle, shared, _free = find_or_create_topics(
        ["Merger one", "Merger two", "Merger three", "Merger four", "Merger five"]
    )
    TilFactory(author=alice, visibility=Visibility.AUTHOR).topics.set([secret, shared])
    TilFactory(author=alice, published_at=None).topics.set([draft])
    TilFactory(author=alice).topics.set([shared])
    closed = SessionFactory(audience=Audience.MEMBERS)
    closed.topics.set([circle])

    assert offered(client_of(bob), "merger") == ["Merger five", "Merger four"]
    assert offered(client_of(alice), "merger") == ["Merger five", "Merger four", "Merger one", "Merger two"]
    closed.ritual.members.add(bob)
    assert offered(client_of(bob), "merger") == ["Merger five", "Merger four", "Merger three"]


@pytest.mark.parametrize("size", [1, 12])
def test_at_most_eight_are_offered_in_one_query_of_their_own(
    client_of, bob: User, size: int, django_assert_num_queries: Any
) -> None:
    find_or_create_topics([f"Topic {number}" for number in range(size)])
    browser = client_of(bob)

    with django_assert_num_queries(3):  # session and person beside it
        assert len(offered(browser, "topic")) == min(size, 8)


def test_fields_for_topics_know_where_offers_come_from(client_of, bob) -> None:
    for address, one in (("/til/", False), ("/requests/", True)):
        html = client_of(bob).get(address).content.decode()
        field = re.search(r'<input[^>]* name="topics?"[^>]*>', html)
        assert field and f'data-offers="{ADDRESS}"' in field[0]
        assert ("data-offers-one" in field[0]) is one
