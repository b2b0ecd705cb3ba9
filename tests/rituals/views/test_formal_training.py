"""Every refusal for a topic of formal training leads there, wherever somebody tries to teach it."""

from datetime import date, datetime, timedelta

import pytest

from peerlearn.topics.models import Topic
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Session, Teaching
from tests.factories.rituals import (
    ChampionCallFactory,
    NamingFactory,
    SessionFactory,
    TeachingFactory,
    TopicRequestFactory,
)

LINK = 'href="https://learn.example.com/contracts"'
TYPED = {"title": "Clauses", "topics": "contracts", "suitability": "tool"}


@pytest.fixture
def contracts(db: None, monday: datetime) -> Topic:
    """Taught in formal training only."""
    topic = find_or_create_topics(["Contracts"])[0]
    topic.formal_training_url, topic.formal_only_since = "https://learn.example.com/contracts", monday
    topic.save()
    return topic


def refused(answer) -> bool:
    return answer.status_code == 422 and LINK in answer.content.decode()


def test_claim_on_the_page_and_on_the_board(client_of, bob, slot, contracts) -> None:
    client = client_of(bob)
    line = {"HX-Request": "true", "HX-Target": f"slot-{slot.pk}"}
    board = {f"claim-{slot.pk}-{name}": value for name, value in TYPED.items()} | TYPED | {"board": "1"}

    assert refused(client.post(f"/sessions/{slot.pk}/claim/", TYPED))
    assert refused(client.post(f"/sessions/{slot.pk}/claim/", board, headers=line))
    assert refused(client.post(f"/sessions/{slot.pk}/claim/", board))


def test_proposal_without_a_date(client_of, bob, slot, contracts) -> None:
    slot.topics.add(contracts)

    assert refused(client_of(bob).post(f"/rituals/{slot.ritual.slug}/proposals/", TYPED))


def test_request_that_is_taken_up(client_of, bob, slot, contracts) -> None:
    asked = TopicRequestFactory(title="Clauses")

    assert refused(client_of(bob).post(f"/requests/{asked.pk}/teach/", TYPED | {"slot": slot.pk}))
    asked.refresh_from_db()
    assert asked.is_open


def test_encore(client_of, alice, bob, slot, contracts, monday) -> None:
    original = SessionFactory(
        title="Clauses", status="held", starts_at=monday - timedelta(days=9), captured_at=monday - timedelta(days=8)
    )
    original.topics.add(contracts)
    TeachingFactory(session=original, user=alice)

    assert refused(client_of(bob).post(f"/sessions/{original.pk}/encore/", {"slot": slot.pk}))
    assert not Teaching.objects.filter(session=slot).exists()


def test_answer_to_a_colleague(client_of, bob, dora, slot, contracts) -> None:
    teaching = TeachingFactory(session=slot, user=bob, state="invited", asked_by=dora)
    slot.topics.add(contracts)

    assert refused(client_of(bob).post(f"/teachings/{teaching.pk}/answer/", TYPED | {"step": "own_slot"}))


def test_interview_of_somebody_who_was_named(client_of, bob, dora, slot, contracts, monday) -> None:
    call = ChampionCallFactory(opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 10), created_by=dora)
    NamingFactory(call=call, named=bob)
    slot.topics.add(contracts)

    assert refused(client_of(bob).post(f"/champions/calls/{call.pk}/interview/", {"slot": slot.pk}))


def test_talk_of_a_demo_day_that_needs_an_expert(client_of, bob, slot, contracts) -> None:
    Session.objects.update(kind="demo_day")
    slot.topics.add(contracts)
    talk = {"title": "Clauses", "minutes": "5", "suitability": "legal"}

    assert refused(client_of(bob).post(f"/sessions/{slot.pk}/talks/", talk))
