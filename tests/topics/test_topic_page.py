from datetime import datetime

import pytest

from peerlearn.people.models import Role, User
from peerlearn.topics.models import Topic
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.people import UserFactory

TYPED = {
    "formal_training_url": "https://learn.example.com/contracts",
    "formal_only": "on",
    "owners": "alice@example.com",
    "reviewers": "Bob@example.com, alice@example.com",
}


@pytest.fixture
def contracts(alice: User) -> Topic:
    """Alice looks after it."""
    topic = find_or_create_topics(["Contracts"])[0]
    topic.owners.add(alice)
    return topic


def test_topic_page_is_open_to_colleagues_without_the_form(client_of, bob, contracts) -> None:
    html = client_of(bob).get("/topics/contracts/").content.decode()

    assert "Looked after by" in html
    assert "How it is taught" not in html


def test_topic_owner_locks_it_and_names_experts(client_of, alice, bob, contracts, monday: datetime) -> None:
    answer = client_of(alice).post("/topics/contracts/", TYPED)

    assert answer["Location"] == "/topics/contracts/"
    contracts.refresh_from_db()
    assert (contracts.formal_only_since, contracts.formal_only_by) == (monday, alice)
    assert contracts.formal_training_url == "https://learn.example.com/contracts"
    assert set(contracts.reviewers.all()) == {alice, bob}
    assert "Formal training only" in client_of(bob).get("/topics/contracts/").content.decode()


def test_topic_lock_keeps_who_set_it_and_can_be_lifted(client_of, alice, bob, contracts, monday: datetime) -> None:
    client_of(alice).post("/topics/contracts/", TYPED)
    lead = UserFactory(roles=[Role.LD_LEAD])

    client_of(lead).post("/topics/contracts/", TYPED)
    contracts.refresh_from_db()
    assert contracts.formal_only_by == alice
    client_of(lead).post("/topics/contracts/", {**TYPED, "formal_only": ""})

    contracts.refresh_from_db()
    assert (contracts.formal_only_since, contracts.formal_only_by) == (None, None)


def test_topic_with_an_unknown_address_is_not_changed(client_of, alice, contracts) -> None:
    answer = client_of(alice).post("/topics/contracts/", {**TYPED, "reviewers": "nobody@example.com"})

    assert answer.status_code == 422
    assert "Nobody here has the address nobody@example.com." in answer.content.decode()
    contracts.refresh_from_db()
    assert contracts.formal_only_since is None


def test_topic_of_others_is_not_changed(client_of, bob, contracts) -> None:
    assert client_of(bob).post("/topics/contracts/", TYPED).status_code == 403
    assert client_of(bob).put("/topics/contracts/").status_code == 405
    assert client_of(bob).get("/topics/nothing/").status_code == 404
    contracts.refresh_from_db()
    assert contracts.formal_only_since is None


def test_topic_owner_says_what_else_it_is_called(client_of, alice, bob, contracts) -> None:
    contracts.synonyms.create(word="deeds")

    answer = client_of(alice).post("/topics/contracts/names/", {"names": "Agreements,  agreements , NDA, Contracts"})

    assert answer["Location"] == "/topics/contracts/"
    assert sorted(contracts.synonyms.values_list("word", flat=True)) == ["NDA", "agreements"]
    assert find_or_create_topics(["nda"]) == [contracts]
    assert "Also called" in client_of(bob).get("/topics/contracts/").content.decode()


@pytest.mark.parametrize("taken", ["Law", "LEX"])
def test_topic_takes_no_name_of_another(client_of, alice, contracts, taken) -> None:
    find_or_create_topics(["Law"])[0].synonyms.create(word="lex")
    contracts.synonyms.create(word="deeds")

    answer = client_of(alice).post("/topics/contracts/names/", {"names": f"NDA, {taken}"})

    assert answer.status_code == 422
    assert f"“{taken}” finds the topic Law." in answer.content.decode()
    assert list(contracts.synonyms.values_list("word", flat=True)) == ["deeds"]


def test_topic_of_others_is_not_named(client_of, bob, contracts) -> None:
    assert client_of(bob).post("/topics/contracts/names/", {"names": "NDA"}).status_code == 403
    assert client_of(bob).get("/topics/contracts/names/").status_code == 405
    assert not contracts.synonyms.exists()


def test_topic_is_followed_once_and_no_longer(client_of, alice, bob, contracts) -> None:
    browser = client_of(bob)
    for _ in range(2):
        assert browser.post("/topics/contracts/follow/")["Location"] == "/topics/contracts/"

    assert [each.user for each in contracts.follows.all()] == [bob]
    assert 'aria-pressed="true"' in browser.get("/topics/contracts/").content.decode()
    assert 'aria-pressed="true"' not in client_of(alice).get("/topics/contracts/").content.decode()

    browser.post("/topics/contracts/follow/delete/")
    assert not contracts.follows.exists()
