"""How the outbox does: counts, what failed and why. Whom a message was for and its words are not part of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.models.message import OPEN

SHOWN = 50


@dataclass(frozen=True)
class Failure:
    """A message that failed; `open` while trying it again makes sense."""

    pk: int
    label: str
    channel: str
    due_at: datetime
    error: str
    open: bool


@dataclass(frozen=True)
class Review:
    """`counts` are (state's word, number); `oldest_due` is since when the longest due message waits, if any does."""

    counts: list[tuple[str, int]]
    oldest_due: datetime | None
    failures: list[Failure]
    failed: int


def review(*, now: datetime) -> Review:
    """The outbox at `now`, with the latest failures. Three queries."""
    numbers = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    oldest = Message.objects.filter(Q(state__in=OPEN), next_try_at__lte=now).aggregate(at=Min("next_try_at"))["at"]
    failed = Message.objects.filter(state=State.FAILED).order_by("-updated_at", "-pk")[:SHOWN]
    counts = [(str(State(state).label), numbers.get(state, 0)) for state in State.values]
    failures = [_failure(message, now) for message in failed]
    return Review(counts, oldest, failures, numbers.get(State.FAILED, 0))


def _failure(message: Message, now: datetime) -> Failure:
    try:
        label = str(kinds.get(message.kind).label)
    except kinds.UnknownKind:
        label = message.kind
    channel = message.get_channel_display()
    return Failure(message.pk, label, channel, message.due_at, message.last_error, message.expires_at > now)
