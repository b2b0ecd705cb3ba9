from datetime import datetime, timedelta

import pytest

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Session, SignOff
from rituals.selectors.sign_offs import approved_by, sign_off_state
from rituals.services.refusals import NotForColleagues
from rituals.services.sign_offs import SILENT_AFTER, answer_sign_off, pass_on_silent
from rituals.services.slots import claim_slot, prepare_session
from tests.factories.rituals import ProgramFactory


@pytest.fixture
def contracts(lena: User, mara: User) -> Topic:
    """Lena reviews the topic, mara owns it."""
    topic = find_or_create_topics(["Contracts"])[0]
    topic.formal_training_url = "https://learn.example.com/contracts"
    topic.save()
    topic.reviewers.add(lena)
    topic.owners.add(mara)
    return topic


@pytest.fixture
def claimed(alice: User, slot: Session, contracts: Topic, monday: datetime) -> Session:
    """Far enough away for five days of silence."""
    Session.objects.update(starts_at=monday + timedelta(days=30), ends_at=monday + timedelta(days=30, minutes=30))
    claim_slot(slot, by=alice, title="Clauses", topics=["Contracts"], suitability="legal", with_expert=True, now=monday)
    return Session.objects.get(pk=slot.pk)


def asked(session: Session) -> list[str]:
    return [one.reviewer.name for one in session.sign_offs.order_by("asked_at", "pk")]


def test_claim_of_a_dangerous_topic_explains_and_points_to_formal_training(
    alice: User, slot: Session, contracts: Topic, monday: datetime
) -> None:
    with pytest.raises(NotForColleagues, match="Ask an expert to sign off") as refusal:
        claim_slot(slot, by=alice, title="Clauses", topics=["Contracts"], suitability="legal", now=monday)

    assert refusal.value.topics == [contracts]
    assert not slot.teachings.exists()


def test_claim_of_a_dangerous_topic_without_any_expert_is_refused(alice: User, slot: Session, monday: datetime) -> None:
    with pytest.raises(NotForColleagues, match="nobody is named"):
        claim_slot(slot, by=alice, title="Clauses", suitability="legal", with_expert=True, now=monday)

    assert not slot.teachings.exists()


def test_claim_of_a_locked_topic_is_refused_even_as_a_tool(
    alice: User, slot: Session, contracts: Topic, monday: datetime
) -> None:
    contracts.formal_only_since = monday
    contracts.save()

    with pytest.raises(NotForColleagues, match="“Contracts” is taught in formal training only"):
        claim_slot(slot, by=alice, title="Clauses", topics=["contracts"], suitability="tool", now=monday)


def test_claim_with_an_expert_keeps_the_slot_and_asks_the_reviewer_first(claimed: Session) -> None:
    state = sign_off_state(claimed)

    assert asked(claimed) == ["Lena Lead"]
    assert (state.clear, state.waiting.reviewer.name) == (False, "Lena Lead")
    assert [(m.kind, m.recipient.name) for m in Message.objects.all()] == [("rituals.asked_to_review", "Lena Lead")]


def test_reviewer_of_the_program_is_asked_where_topics_have_none(
    alice: User, mara: User, slot: Session, monday: datetime
) -> None:
    program = ProgramFactory()
    program.reviewers.add(alice, mara)
    slot.ritual.program = program
    slot.ritual.save()

    claim_slot(slot, by=alice, title="Clauses", suitability="legal", with_expert=True, now=monday)

    assert asked(slot) == ["Mara Manager"]


def test_approval_clears_the_session_and_tells_the_teacher(claimed: Session, lena: User, monday: datetime) -> None:
    answer_sign_off(claimed.sign_offs.get(), approved=True, note="Name the source", now=monday)

    assert approved_by(claimed) == lena
    assert sign_off_state(claimed).clear
    assert Message.objects.filter(kind="rituals.review_answered").get().recipient.name == "Alice Teacher"


def test_refusal_stands_and_nobody_else_is_asked(claimed: Session, monday: datetime) -> None:
    answer_sign_off(claimed.sign_offs.get(), approved=False, note="Course only", now=monday)
    answer_sign_off(claimed.sign_offs.get(), approved=True, now=monday)

    assert pass_on_silent(now=monday + SILENT_AFTER) == 0
    assert (approved_by(claimed), sign_off_state(claimed).refused.note) == (None, "Course only")


def test_silence_of_five_days_asks_the_next_one_once(claimed: Session, monday: datetime) -> None:
    assert pass_on_silent(now=monday + SILENT_AFTER - timedelta(seconds=1)) == 0
    assert pass_on_silent(now=monday + SILENT_AFTER) == 1
    assert pass_on_silent(now=monday + SILENT_AFTER) == 0

    assert asked(claimed) == ["Lena Lead", "Mara Manager"]


def test_silence_of_everybody_asks_nobody_twice(claimed: Session, monday: datetime) -> None:
    pass_on_silent(now=monday + SILENT_AFTER)

    assert pass_on_silent(now=monday + 2 * SILENT_AFTER) == 0
    assert SignOff.objects.count() == 2


def test_another_title_asks_the_expert_anew(claimed: Session, monday: datetime) -> None:
    answer_sign_off(claimed.sign_offs.get(), approved=True, now=monday)

    prepare_session(
        claimed, title="Other clauses", suitability="legal", with_expert=True, topics=["Contracts"], now=monday
    )

    assert approved_by(claimed) is None
    assert asked(claimed) == ["Lena Lead"]


def test_a_change_to_a_tool_needs_nobody(claimed: Session, monday: datetime) -> None:
    prepare_session(claimed, title="Our template", suitability="tool", topics=["Contracts"], now=monday)

    claimed.refresh_from_db()
    assert sign_off_state(claimed).clear
    assert not claimed.sign_offs.exists()
