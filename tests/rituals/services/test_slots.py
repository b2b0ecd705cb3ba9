from datetime import datetime, timedelta

import pytest

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.services.slots import SlotTaken, claim_slot, give_slot_back
from rituals.signals import session_changed
from tests.factories.rituals import SessionFactory, TeachingFactory


def test_claim_slot_makes_the_teacher_and_fills_title_and_topics(
    alice: User, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    slot = SessionFactory(title="")
    heard: list[int] = []
    session_changed.connect(lambda session_id, **_: heard.append(session_id), weak=False, dispatch_uid="test")

    with django_capture_on_commit_callbacks(execute=True):
        claim_slot(slot, by=alice, title="Five prompts", abstract="Daily use", topics=["AI", "ai "], now=monday)

    session_changed.disconnect(dispatch_uid="test")
    slot.refresh_from_db()
    assert (slot.title, slot.abstract) == ("Five prompts", "Daily use")
    assert [topic.name for topic in slot.topics.all()] == ["AI"]
    assert [(t.user, t.state, t.answered_at) for t in slot.teachings.all()] == [(alice, TeachingState.ACCEPTED, monday)]
    assert heard == [slot.pk]
    assert not Session.objects.without_teacher().exists()


def test_claim_slot_of_somebody_else_is_refused_by_name(alice: User, bob: User, monday: datetime) -> None:
    slot = TeachingFactory(user=alice, session__title="Hers").session

    with pytest.raises(SlotTaken, match=r"^Alice Teacher has just taken this slot\.$"):
        claim_slot(slot, by=bob, title="Mine", now=monday)

    slot.refresh_from_db()
    assert slot.title == "Hers"


def test_claim_slot_twice_changes_nothing(alice: User, monday: datetime) -> None:
    slot = SessionFactory(title="")
    first = claim_slot(slot, by=alice, title="First", now=monday)

    assert claim_slot(slot, by=alice, title="Second", now=monday) == first

    slot.refresh_from_db()
    assert slot.title == "First"


def test_claim_slot_after_declining_an_invitation_accepts(alice: User, monday: datetime) -> None:
    slot = TeachingFactory(user=alice, state=TeachingState.DECLINED).session

    claim_slot(slot, by=alice, title="After all", now=monday)

    assert [t.state for t in Teaching.objects.all()] == [TeachingState.ACCEPTED]


@pytest.mark.parametrize("change", [{"status": SessionStatus.CANCELLED}, {"begun": True}])
def test_claim_slot_that_is_over_is_refused(alice: User, monday: datetime, change: dict) -> None:
    slot = SessionFactory(status=change.get("status", SessionStatus.SCHEDULED))
    now = slot.starts_at if change.get("begun") else slot.starts_at - timedelta(days=1)

    with pytest.raises(SlotTaken, match="This slot is over"):
        claim_slot(slot, by=alice, title="Late", now=now)

    assert Teaching.objects.count() == 0


def test_claim_slot_hands_over_the_run_sheet_of_its_form(alice: User, monday: datetime) -> None:
    slot = SessionFactory(title="", kind="demo_day")

    claim_slot(slot, by=alice, title="Demos", now=monday)

    slot.refresh_from_db()
    assert slot.run_sheet.startswith("10 minutes before: everybody who shows something")


def test_give_slot_back_opens_it_with_its_title_and_tells_the_facilitators(
    alice: User, dora: User, talk: Session, monday: datetime
) -> None:
    teaching = talk.teachings.get()

    give_slot_back(teaching, now=monday)
    give_slot_back(teaching, now=monday)

    talk.refresh_from_db()
    assert talk.title == "Five prompts"
    assert Session.objects.without_teacher().filter(pk=talk.pk).exists()
    assert [(m.kind, m.recipient) for m in Message.objects.all()] == [("rituals.slot_given_back", dora)]


def test_give_slot_back_once_it_began_is_refused(alice: User, talk: Session) -> None:
    with pytest.raises(SlotTaken, match="This slot is over"):
        give_slot_back(talk.teachings.get(), now=talk.starts_at)

    assert talk.teachings.get().state == TeachingState.ACCEPTED
