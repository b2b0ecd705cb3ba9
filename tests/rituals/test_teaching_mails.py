"""Every mail about teaching says what is asked, in plain words, and carries one way to answer."""

from datetime import datetime

import pytest

from peerlearn.outbox import kinds
from peerlearn.outbox.models import Message
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Swap
from rituals.services.sign_offs import answer_sign_off
from rituals.services.slots import claim_slot, give_slot_back
from rituals.services.swaps import accept_swap, ask_for_swap
from rituals.services.teacher_invitations import accept_invitation, ask_to_teach, decline_invitation
from tests.factories.rituals import TeachingFactory


def mail(kind: str) -> tuple[str, str]:
    """Subject and text of the newest message of a kind; the HTML says the same in other words."""
    message = Message.objects.filter(kind=kind).latest("pk")
    assert kinds.get(kind).still_valid(message) == ""
    rendered = kinds.get(kind).render(message)
    assert "<script" not in rendered.html
    return rendered.subject, rendered.text


def stale(kind: str) -> str:
    return kinds.get(kind).still_valid(Message.objects.filter(kind=kind).earliest("pk"))


def test_question_mail_to_a_newcomer_offers_the_interview(dora, bob, slot, monday: datetime) -> None:
    asked = ask_to_teach(slot, person=bob, by=dora, note="Your <filter> trick?", now=monday)

    subject, text = mail("rituals.asked_to_teach")

    assert subject.startswith("Dora Facilitator asks: would you teach on")
    assert "Your <filter> trick?" in text
    assert "1. What was hard or slow before?" in text
    assert f"/sessions/{slot.pk}/#teaching-panel" in text
    decline_invitation(asked, now=monday)
    assert stale("rituals.asked_to_teach") == "the question is answered or withdrawn"


@pytest.mark.parametrize(
    ("answer", "words"), [(accept_invitation, "Bob Colleague teaches on"), (decline_invitation, "cannot teach on")]
)
def test_answer_mail_tells_the_asker(dora, bob, slot, monday: datetime, answer, words: str) -> None:
    answer(ask_to_teach(slot, person=bob, by=dora, now=monday), now=monday)

    subject, _text = mail("rituals.teaching_answered")

    assert words in subject


def test_mail_about_a_slot_given_back_is_void_once_the_teacher_is_back(alice, dora, talk, monday: datetime) -> None:
    teaching = give_slot_back(talk.teachings.get(), now=monday)

    assert "is open again" in mail("rituals.slot_given_back")[0]
    teaching.state = "accepted"
    teaching.save()
    assert stale("rituals.slot_given_back") == "the teacher came back"


def test_swap_mails_name_both_dates_and_then_the_new_one(alice, bob, slot, talk, monday: datetime) -> None:
    offer = ask_for_swap(talk.teachings.get(), wanted=TeachingFactory(session=slot, user=bob), now=monday)

    subject, text = mail("rituals.swap_asked")
    assert subject == "Alice Teacher would like to swap dates with you"
    assert f"/sessions/{slot.pk}/#teaching-panel" in text
    accept_swap(offer, now=monday)

    subject, text = mail("rituals.swap_answered")
    assert subject.startswith("Swapped: you teach on")
    assert f"/sessions/{slot.pk}/" in text
    assert stale("rituals.swap_asked") == "the offer is answered or withdrawn"
    Swap.objects.all().delete()
    assert stale("rituals.swap_answered") == "the offer was withdrawn"


def test_sign_off_mails_ask_the_expert_and_tell_the_teacher(alice, lena, slot, monday: datetime) -> None:
    topic = find_or_create_topics(["Contracts"])[0]
    topic.formal_training_url = "https://learn.example.com/contracts"
    topic.save()
    topic.reviewers.add(lena)
    claim_slot(slot, by=alice, title="Clauses", topics=["Contracts"], suitability="legal", with_expert=True, now=monday)
    sign_off = slot.sign_offs.get()

    subject, text = mail("rituals.asked_to_review")
    assert subject == "Please look at “Clauses” before it is taught"
    assert "Alice Teacher would like to teach “Clauses” (legal questions)." in " ".join(text.split())
    assert f"/sign-offs/{sign_off.pk}/" in text
    answer_sign_off(sign_off, approved=False, note="Course only", now=monday)

    subject, text = mail("rituals.review_answered")
    assert subject == "Lena Lead did not sign off: Clauses"
    assert "Course only" in text
    assert "https://learn.example.com/contracts" in text
    assert stale("rituals.asked_to_review") == "the question is answered or withdrawn"


def test_answer_mail_is_void_for_an_asker_who_left_the_circle(dora, bob, slot, members_only, monday: datetime) -> None:
    decline_invitation(ask_to_teach(slot, person=bob, by=dora, now=monday), now=monday)
    assert mail("rituals.teaching_answered")

    slot.ritual.facilitations.all().delete()

    assert stale("rituals.teaching_answered") == "the person may not see the session any more"
