"""What waits while the outbox is held."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Hold, Message


@dataclass(frozen=True)
class HeldBack:
    """`too_late` messages were due before the restore and will expire, `to_come` will go out when they are due."""

    since: datetime
    saved_at: datetime
    too_late: int
    to_come: int


def is_held() -> bool:
    return Hold.objects.filter(released_at=None).exists()


def held_back() -> HeldBack | None:
    """None while nothing is held."""
    latest = Hold.objects.filter(released_at=None).order_by("since").last()
    if latest is None:
        return None
    waiting = Message.objects.filter(state__in=(State.PENDING, State.SENDING, State.GATHERED))
    early = Q(due_at__lt=latest.since)
    counts = waiting.aggregate(too_late=Count("pk", filter=early), to_come=Count("pk", filter=~early))
    return HeldBack(latest.since, latest.saved_at, **counts)
