"""Holding everything back after a restore, and letting go of what still makes sense.

An older backup says "pending" of messages that were sent after it. Whatever was due before the restore counts as told
or too late: a review expires it. What is due later goes out as it would have, under the keys it always had.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Hold, Message
from peerlearn.outbox.services.poke import poke
from peerlearn.people.models import User

REASON = "due before the restore"


def hold(*, at: datetime, saved_at: datetime) -> Hold:
    """From now on nothing goes out; `at` is the time of the restore, `saved_at` that of what was restored."""
    return Hold.objects.create(since=at, saved_at=saved_at)


@transaction.atomic
def review_and_release(*, by: User | None, now: datetime) -> int:
    """Expire what was due before the restore, let the rest go, and return how many expired; 0 when nothing is held."""
    holds = Hold.objects.select_for_update().filter(released_at=None)
    latest = max((held.since for held in holds), default=None)
    if latest is None:
        return 0
    waiting = Q(state__in=(State.PENDING, State.SENDING, State.GATHERED), due_at__lt=latest)
    expired = Message.objects.filter(waiting).update(
        state=State.EXPIRED, reason=REASON, lease_token=None, lease_until=None, updated_at=now
    )
    holds.update(released_at=now, released_by=by)
    transaction.on_commit(poke, robust=True)
    return expired
