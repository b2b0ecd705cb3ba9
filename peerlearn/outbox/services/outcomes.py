"""Noting how a try ended. Success wins whoever holds the lease; anything else counts only from the lease's holder.

So a worker that was frozen beyond its lease and wakes up can still report what it sent, and can spoil nothing.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least, Now

from peerlearn.outbox.enums import Outcome, State
from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Attempt, Message
from peerlearn.outbox.outlet import Later, Refused
from peerlearn.outbox.rendering import one_line
from peerlearn.outbox.timing import timing

NO_LEASE = {"lease_token": None, "lease_until": None}
ERROR_LENGTH = 1000


def begin(message: Message) -> Attempt:
    """Note a try before it begins, so that a cut off one leaves its line."""
    return Attempt.objects.create(message=message, number=message.attempts)


def sent(message: Message, attempt: Attempt, rendered: Rendered, provider_id: str) -> None:
    with transaction.atomic():
        Message.objects.filter(pk=message.pk).exclude(state=State.SENT).update(
            state=State.SENT,
            sent_at=Now(),
            provider_id=provider_id,
            subject=one_line(rendered.subject),
            body=rendered.text.replace("\x00", ""),  # cannot be stored, and the mail is on its way
            reason="",
            updated_at=Now(),
            **NO_LEASE,
        )
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.SENT)
        if rendered.once_sent:
            rendered.once_sent()


def failed(message: Message, attempt: Attempt | None, error: Exception) -> None:
    """A refusal ends the message; otherwise it is tried again after a pause, until it expires.

    The pause is the one the server asked for, else it grows with every try.
    """
    words = _words(error)
    if isinstance(error, Refused):
        _by_holder(message, state=State.FAILED, last_error=words)
    else:
        pause = error.pause if isinstance(error, Later) else timing().pause_after(message.attempts)
        again = Least(Now() + pause, F("expires_at"))
        _by_holder(message, state=State.PENDING, last_error=words, next_try_at=again)
    if attempt:
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.FAILED, error=words)


def skipped(message: Message, reason: str) -> None:
    _by_holder(message, state=State.SKIPPED, reason=reason)


def gathered(message: Message) -> None:
    """Wait for the recipient's digest; that was no try."""
    _by_holder(message, state=State.GATHERED, attempts=F("attempts") - 1)


def expired(message: Message) -> None:
    _by_holder(message, state=State.EXPIRED)


def postponed(message: Message, until: datetime) -> None:
    """Wait for the end of the quiet hours; that was no try."""
    _by_holder(message, state=State.PENDING, next_try_at=until, attempts=F("attempts") - 1)


def _by_holder(message: Message, **changes: object) -> None:
    held = Message.objects.filter(pk=message.pk, lease_token=message.lease_token, state=State.SENDING)
    held.update(updated_at=Now(), **NO_LEASE, **changes)


def _words(error: Exception) -> str:
    """One storable line: servers answer with whatever bytes they like."""
    return one_line(f"{type(error).__name__}: {error}")[:ERROR_LENGTH]
