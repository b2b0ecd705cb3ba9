"""From the page of the topic that goes: which one remains, what moves, then the deed."""

from datetime import datetime

import pytest

from peerlearn.people.models import Role, User
from peerlearn.topics.models import Topic
from peerlearn.topics.services.following import follow
from peerlearn.topics.services.merging import merge_topics
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.knowledge import TilFactory, capture_of, held_session
from tests.factories.people import UserFactory


@pytest.fixture
def deeds(alice: User) -> Topic:
    """Alice looks after it, as after Contracts; Law belongs to nobody."""
    contracts, topic, _law = find_or_create_topics(["Contracts", "Deeds", "Law"])
    for each in (contracts, topic):
        each.owners.set([alice])
    return topic


def test_owner_sees_in_numbers_what_moves_and_merges(client_of, alice, bob, deeds) -> None:
    TilFactory(title="Signing").topics.set([deeds])
    follow(deeds, bob)
    browser = client_of(alice)
    assert 'action="/topics/deeds/merge/"' in browser.get("/topics/deeds/").content.decode()

    asked = browser.get("/topics/deeds/merge/", {"into": "contracts "}).content.decode()
    assert "Merge “Deeds” into “Contracts”?" in asked
    assert "<li>1 article</li>" in asked and "<li>1 person who follows</li>" in asked
    assert Topic.objects.filter(pk=deeds.pk).exists()

    answer = browser.post("/topics/deeds/merge/", {"into": "Contracts"})
    assert answer["Location"] == "/topics/contracts/"
    page = browser.get("/topics/contracts/").content.decode()
    assert "“Deeds” is part of this topic now." in page
    assert not Topic.objects.filter(pk=deeds.pk).exists()


def test_old_address_leads_to_what_remained(client_of, alice, bob, deeds, monday: datetime) -> None:
    capture_of(held_session(alice, title="Signing"), topics=("Deeds",))
    merge_topics(deeds, into=Topic.objects.get(key="contracts"), by=alice, now=monday)
    browser = client_of(bob)

    answer = browser.get("/topics/deeds/")
    assert (answer.status_code, answer["Location"]) == (301, "/topics/contracts/")
    assert client_of(alice).post("/topics/deeds/merge/", {"into": "Contracts"})["Location"] == "/topics/contracts/"
    assert "Signing" in browser.get("/wiki/?topic=deeds").content.decode()
    assert "Signing" in browser.get("/wiki/search/?q=signing&topic=deeds").content.decode()


def test_who_still_has_the_old_page_open_follows_what_remained(client_of, alice, bob, deeds, monday: datetime) -> None:
    kept = merge_topics(deeds, into=Topic.objects.get(key="contracts"), by=alice, now=monday)
    browser = client_of(bob)

    assert browser.post("/topics/deeds/follow/")["Location"] == "/topics/contracts/"
    assert kept.follows.get().user == bob
    browser.post("/topics/deeds/follow/delete/")
    assert not kept.follows.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Law", "You look after no topic called “Law”."),
        ("Nothing", "You look after no topic called “Nothing”."),
        ("deeds", "That is this topic. Choose the other one."),
        ("", "This field is required."),
        ("x" * 101, "at most 100 characters"),
    ],
)
def test_a_topic_that_cannot_remain_is_refused_in_words(client_of, alice, deeds, typed, said) -> None:
    browser = client_of(alice)

    for answer in (
        browser.get("/topics/deeds/merge/", {"into": typed}),
        browser.post("/topics/deeds/merge/", {"into": typed}),
    ):
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert Topic.objects.count() == 3


def test_who_runs_the_program_merges_any(client_of, deeds) -> None:
    lead = UserFactory(roles=[Role.LD_LEAD])

    assert client_of(lead).post("/topics/deeds/merge/", {"into": "Law"})["Location"] == "/topics/law/"


def test_others_merge_nothing(client_of, bob, deeds) -> None:
    browser = client_of(bob)

    assert browser.get("/topics/deeds/merge/", {"into": "Contracts"}).status_code == 403
    assert browser.post("/topics/deeds/merge/", {"into": "Contracts"}).status_code == 403
    assert browser.get("/topics/nothing/merge/").status_code == 404
    assert "merge" not in browser.get("/topics/deeds/").content.decode()
    assert Topic.objects.count() == 3


def test_confirmation_says_when_the_lock_comes_along(client_of, alice, deeds, monday: datetime) -> None:
    Topic.objects.filter(pk=deeds.pk).update(formal_only_since=monday)

    html = client_of(alice).get("/topics/deeds/merge/", {"into": "Contracts"}).content.decode()

    assert "“Contracts” becomes formal training only, as this topic is." in html
