"""Messages enter the outbox once, with the transaction they belong to."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.messages import enqueue, skip_pending

pytestmark = pytest.mark.django_db


def test_enqueue_new_draft_writes_a_pending_message(draft, alice):
    said = draft(object_key="session:7", seq=2)

    assert enqueue([said]) == 1

    message = Message.objects.get()
    assert message.dedupe_key == f"test.notice|mail|session:7|{alice.pk}|2"
    assert (message.state, message.attempts, message.next_try_at) == (State.PENDING, 0, said.due_at)
    assert (message.recipient, message.due_at, message.expires_at) == (alice, said.due_at, said.expires_at)


def test_enqueue_same_draft_again_changes_nothing(draft):
    enqueue([draft()])
    later = draft(due_at=timezone.now() + timedelta(days=1))

    assert enqueue([later, draft(object_key="session:2"), later]) == 1

    assert Message.objects.count() == 2
    assert not Message.objects.filter(due_at=later.due_at).exists()


def test_enqueue_other_recipient_or_seq_is_another_message(draft, bob):
    assert enqueue([draft(), draft(recipient=bob), draft(seq=1), draft(recipient=None)]) == 4


def test_enqueue_nothing_returns_zero(notice):
    assert enqueue([]) == 0


def test_enqueue_unknown_kind_is_refused(draft):
    with pytest.raises(kinds.UnknownKind):
        enqueue([draft(kind="test.unheard_of")])


def test_enqueue_what_is_due_pokes_a_worker_after_commit(draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue([draft()])
    assert [callback.__name__ for callback in callbacks] == ["poke"]


def test_enqueue_for_later_leaves_it_to_the_clock(draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue([draft(due_at=timezone.now() + timedelta(minutes=5))])
    assert callbacks == []


@pytest.mark.django_db(transaction=True)
def test_rolled_back_transaction_leaves_no_message(draft):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue([draft()])
        raise ZeroDivisionError

    assert not Message.objects.exists()


def test_skip_pending_ends_waiting_messages_with_the_reason(due):
    waiting, other = due(), due(object_key="session:2")

    assert skip_pending("test.notice", "session:1", "cancelled") == 1

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.state, waiting.reason) == (State.SKIPPED, "cancelled")
    assert other.state == State.PENDING
