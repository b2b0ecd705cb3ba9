"""Success wins whoever holds the lease; anything else counts only from its holder."""

from datetime import timedelta

import pytest
from django.utils import timezone

from peerlearn.outbox.enums import Outcome, State
from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Attempt, Message
from peerlearn.outbox.outlet import Refused
from peerlearn.outbox.services import outcomes
from peerlearn.outbox.services.claims import claim

pytestmark = pytest.mark.django_db
WORDS = Rendered("Subject", "Text", "<p>Text</p>")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def frozen(due):
    """A message as a worker read it before it froze and another one took over its lease."""
    due()
    claim(1)
    frozen = Message.objects.get()
    Message.objects.update(next_try_at=timezone.now() - MINUTE, lease_until=timezone.now() - MINUTE)
    claim(1)
    return frozen


def test_late_success_is_recorded_over_the_new_lease(frozen):
    outcomes.sent(frozen, outcomes.begin(frozen), WORDS, "<id@host>")

    message = Message.objects.get()
    assert (message.state, message.lease_token, message.provider_id) == (State.SENT, None, "<id@host>")
    assert (message.subject, message.body) == ("Subject", "Text")
    assert message.sent_at is not None


@pytest.mark.parametrize(
    "late",
    [
        lambda message: outcomes.failed(message, None, Refused("gone")),
        lambda message: outcomes.failed(message, None, OSError("gone")),
        lambda message: outcomes.skipped(message, "late"),
        lambda message: outcomes.expired(message),
    ],
    ids=["failed", "retry", "skipped", "expired"],
)
def test_late_anything_else_is_ignored(frozen, late):
    held = Message.objects.values().get()

    late(frozen)

    assert Message.objects.values().get() == held


def test_success_is_not_overwritten_by_a_later_failure_or_success(frozen):
    holder = Message.objects.get()
    outcomes.sent(frozen, outcomes.begin(frozen), WORDS, "<first@host>")

    outcomes.failed(holder, None, Refused("gone"))
    outcomes.sent(holder, outcomes.begin(holder), WORDS, "<second@host>")

    message = Message.objects.get()
    assert (message.state, message.provider_id) == (State.SENT, "<first@host>")


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (9, 30)])
def test_failure_waits_longer_each_time(due, tries, minutes):
    due()
    Message.objects.update(attempts=tries - 1)
    claim(1)

    message = Message.objects.get()
    attempt = outcomes.begin(message)
    outcomes.failed(message, attempt, OSError("no\x00 answer\r\n"))

    message.refresh_from_db()
    assert (message.state, message.lease_token, message.last_error) == (State.PENDING, None, "OSError: no answer")
    assert abs(message.next_try_at - timezone.now() - minutes * MINUTE) < timedelta(seconds=5)
    assert Attempt.objects.values_list("number", "outcome", "error").get() == (
        tries,
        Outcome.FAILED,
        "OSError: no answer",
    )


def test_last_wait_ends_with_the_message(due):
    expires_at = timezone.now() + timedelta(seconds=20)
    due(expires_at=expires_at)
    claim(1)

    message = Message.objects.get()
    outcomes.failed(message, None, OSError("gone"))

    assert Message.objects.get().next_try_at == expires_at
