from datetime import datetime

import pytest

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import FirstStep, TeachingState
from rituals.models import Session, Teaching
from rituals.services.refusals import NotForColleagues, SlotTaken
from rituals.services.teacher_invitations import CannotAsk, accept_invitation, ask_to_teach, decline_invitation
from tests.factories.rituals import TeachingFactory


def told() -> list[tuple[str, str]]:
    return [(message.kind, message.recipient.name) for message in Message.objects.order_by("pk")]


def test_ask_to_teach_keeps_the_question_and_tells_the_person_once(
    dora: User, bob: User, slot: Session, monday: datetime
) -> None:
    first = ask_to_teach(slot, person=bob, by=dora, note="Your filter trick?", now=monday)

    assert ask_to_teach(slot, person=bob, by=dora, now=monday) == first
    assert [(t.user, t.state, t.asked_by, t.note) for t in Teaching.objects.all()] == [
        (bob, TeachingState.INVITED, dora, "Your filter trick?")
    ]
    assert told() == [("rituals.asked_to_teach", "Bob Colleague")]
    assert Session.objects.without_teacher().filter(pk=slot.pk).exists()


def test_ask_to_teach_refuses_oneself_and_who_teaches_already(
    dora: User, alice: User, talk: Session, monday: datetime
) -> None:
    with pytest.raises(CannotAsk, match="That is you"):
        ask_to_teach(talk, person=dora, by=dora, now=monday)
    with pytest.raises(CannotAsk, match="Alice Teacher teaches on this date already"):
        ask_to_teach(talk, person=alice, by=dora, now=monday)


def test_ask_to_teach_after_a_no_is_refused_to_the_asker_only(
    dora: User, lena: User, bob: User, slot: Session, monday: datetime
) -> None:
    decline_invitation(ask_to_teach(slot, person=bob, by=dora, now=monday), now=monday)

    with pytest.raises(CannotAsk, match="said no to you"):
        ask_to_teach(slot, person=bob, by=dora, now=monday)

    assert ask_to_teach(slot, person=bob, by=lena, now=monday).asked_by == lena


def test_accept_invitation_fills_the_slot_and_tells_the_asker(
    dora: User, bob: User, slot: Session, monday: datetime
) -> None:
    asked = ask_to_teach(slot, person=bob, by=dora, now=monday)

    accept_invitation(asked, title="Filters", suitability="tool", now=monday)
    accept_invitation(asked, title="Again", now=monday)

    slot.refresh_from_db()
    assert (slot.title, slot.suitability) == ("Filters", "tool")
    assert slot.run_sheet.startswith("5 minutes before")
    assert [(t.user, t.state, t.answered_at) for t in slot.teachings.all()] == [(bob, TeachingState.ACCEPTED, monday)]
    assert told() == [
        ("rituals.asked_to_teach", "Bob Colleague"),
        ("rituals.teaching_answered", "Dora Facilitator"),
    ]


def test_accept_invitation_as_an_interview_makes_the_asker_the_interviewer(
    dora: User, bob: User, slot: Session, monday: datetime
) -> None:
    asked = ask_to_teach(slot, person=bob, by=dora, now=monday)

    accept_invitation(asked, step=FirstStep.INTERVIEW, now=monday)

    assert {(t.user.name, t.state, t.step) for t in slot.teachings.all()} == {
        ("Bob Colleague", "accepted", "interview"),
        ("Dora Facilitator", "accepted", "interview"),
    }


def test_accept_invitation_of_a_taken_slot_offers_to_teach_beside(
    dora: User, alice: User, bob: User, slot: Session, monday: datetime
) -> None:
    asked = ask_to_teach(slot, person=bob, by=dora, now=monday)
    TeachingFactory(session=slot, user=alice)

    with pytest.raises(SlotTaken, match="Alice Teacher has taken this slot meanwhile"):
        accept_invitation(asked, now=monday)
    accept_invitation(asked, step=FirstStep.CO_TEACHER, now=monday)

    assert {t.user for t in slot.teachings.filter(state=TeachingState.ACCEPTED)} == {alice, bob}


def test_accept_invitation_with_a_dangerous_topic_needs_an_expert(
    dora: User, bob: User, slot: Session, monday: datetime
) -> None:
    asked = ask_to_teach(slot, person=bob, by=dora, now=monday)

    with pytest.raises(NotForColleagues, match="nobody is named"):
        accept_invitation(asked, title="Ladders", suitability="safety", with_expert=True, now=monday)

    asked.refresh_from_db()
    assert asked.state == TeachingState.INVITED


def test_decline_invitation_tells_the_asker_and_leaves_the_slot_open(
    dora: User, bob: User, slot: Session, monday: datetime
) -> None:
    asked = ask_to_teach(slot, person=bob, by=dora, now=monday)

    decline_invitation(asked, now=monday)
    decline_invitation(asked, now=monday)

    assert [t.state for t in slot.teachings.all()] == [TeachingState.DECLINED]
    assert told()[1:] == [("rituals.teaching_answered", "Dora Facilitator")]
    assert Session.objects.without_teacher().filter(pk=slot.pk).exists()


def test_ask_to_teach_a_date_that_is_over_is_refused(dora: User, bob: User, slot: Session) -> None:
    with pytest.raises(SlotTaken, match="This slot is over"):
        ask_to_teach(slot, person=bob, by=dora, now=slot.starts_at)
