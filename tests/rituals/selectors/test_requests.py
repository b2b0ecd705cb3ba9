import pytest
from django.utils import translation

from peerlearn.people.models import Role, User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import TeachingState
from rituals.models import Session
from rituals.selectors.requests import candidates_for, much_wanted, open_slots, similar_requests, teachable_by
from rituals.selectors.todo import for_user
from rituals.services.requests import ask_to_learn, vote_for
from tests.factories.people import UserFactory
from tests.factories.rituals import TeachingFactory


def titles(requests: list) -> list[str]:
    return [str(request) for request in requests]


def test_similar_requests_share_words_the_nearest_first(alice: User, bob: User) -> None:
    for title in ("Client interviews", "Pivot tables", "Tables with pivot charts in reports"):
        ask_to_learn(title, by=alice)

    assert titles(similar_requests("How do pivot tables and charts work?", bob)) == [
        "Tables with pivot charts in reports",
        "Pivot tables",
    ]
    assert similar_requests("", bob) == similar_requests("how is it", bob) == []


def test_similar_requests_know_the_common_words_of_the_reader(alice: User, bob: User) -> None:
    ask_to_learn("Wie werden Berichte kürzer?", by=alice)

    with translation.override("de"):
        assert similar_requests("Wie werden Tabellen gemacht?", bob) == []
        assert titles(similar_requests("Der Bericht", bob)) == ["Wie werden Berichte kürzer?"]


def test_candidates_for_a_session_are_near_ones_then_the_most_wanted(talk: Session, alice: User, bob: User) -> None:
    talk.topics.set(find_or_create_topics(["Excel"]))
    ask_to_learn("Sums", by=alice)
    wanted = ask_to_learn("Interviews", by=alice)
    vote_for(wanted, by=bob)
    ask_to_learn("Reports", by=alice, topic="Excel")

    assert titles(candidates_for(talk, alice)) == ["Reports", "Interviews", "Sums"]


def test_open_slots_leave_out_what_is_taken_or_closed(slot: Session, talk: Session, bob: User, monday) -> None:
    assert list(open_slots(bob, now=monday)) == [slot]

    slot.audience = "members"
    slot.save()

    assert list(open_slots(bob, now=monday)) == []


@pytest.fixture
def excel_taught(talk: Session) -> Session:
    """Alice teaches in a session about Excel, bob was only asked to."""
    talk.topics.set(find_or_create_topics(["Excel"]))
    return talk


def test_teachable_is_what_others_ask_about_topics_one_taught_or_owns(
    excel_taught: Session, alice: User, bob: User, charlie: User
) -> None:
    TeachingFactory(session=excel_taught, user=bob, state=TeachingState.INVITED)
    owned = find_or_create_topics(["Interviews"])[0]
    owned.owners.add(charlie)
    ask_to_learn("Reports", by=charlie, topic="Excel")
    ask_to_learn("Excel without the mouse", by=charlie)
    ask_to_learn("Excel for me", by=alice)
    ask_to_learn("Number the interviews", by=bob)

    assert titles(teachable_by(alice)) == ["Excel without the mouse", "Reports"]
    assert titles(teachable_by(charlie)) == ["Number the interviews"]
    assert teachable_by(bob) == []


def test_much_wanted_is_for_the_lead_of_learning_from_five_votes_on(alice: User, bob: User) -> None:
    lead = UserFactory(roles=[Role.LD_LEAD])
    ask_to_learn("Sums", by=bob)
    wanted = ask_to_learn("Pivot tables", by=alice)
    for person in UserFactory.create_batch(3):
        vote_for(wanted, by=person)
    assert much_wanted(lead) == []

    vote_for(wanted, by=bob)

    assert titles(much_wanted(lead)) == ["Pivot tables"]
    assert much_wanted(bob) == []
    assert [(todo.title, todo.detail) for todo in for_user(lead)] == [
        ("Find a teacher for “Pivot tables”", "5 people want to learn it")
    ]
