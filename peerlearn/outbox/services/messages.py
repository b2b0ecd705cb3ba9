"""Putting messages into the outbox, in the transaction of whatever they tell about.

A message is unique by kind, channel, object, recipient and sequence: saying it again changes nothing, so whoever
materialises reminders may do so as often as they like. What was skipped or sent stays so; a change that must be told
again comes with another `seq`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import Channel, State
from peerlearn.outbox.models import Message, Webhook
from peerlearn.outbox.services.poke import poke
from peerlearn.people.models import User


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What to tell whom: not before `due_at`, not from `expires_at` on. A post has a `webhook` and no recipient."""

    kind: str
    recipient: User | None = None
    webhook: Webhook | None = None
    object_key: str
    due_at: datetime
    expires_at: datetime
    seq: int = 0


class Row(NamedTuple):
    """A draft as the table takes it, in the order of INSERT."""

    kind: str
    channel: str
    object_key: str
    recipient_id: int | None
    webhook_id: int | None
    seq: int
    dedupe_key: str
    due_at: datetime
    expires_at: datetime


INSERT = """
INSERT INTO outbox_message (
    kind, channel, object_key, recipient_id, webhook_id, seq, dedupe_key, due_at, next_try_at, expires_at, state,
    attempts, provider_id, last_error, reason, subject, body, created_at, updated_at
)
SELECT
    kind, channel, object_key, recipient_id, webhook_id, seq, dedupe_key, due_at, due_at, expires_at, 'pending',
    0, '', '', '', '', '', now(), now()
FROM unnest(
    %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::timestamptz[],
    %s::timestamptz[]
) AS draft (kind, channel, object_key, recipient_id, webhook_id, seq, dedupe_key, due_at, expires_at)
ON CONFLICT (dedupe_key) DO NOTHING
"""


def enqueue(drafts: Iterable[Draft]) -> int:
    """Insert what is not there yet and return how many that were. Raises kinds.UnknownKind.

    When something is due already, a worker is asked to sweep once the transaction has committed.
    """
    # In one order everywhere: two transactions that wait for each other's keys would end in a deadlock.
    rows = sorted((_row(draft) for draft in drafts), key=lambda row: row.dedupe_key)
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [list(column) for column in zip(*rows, strict=True)])
        inserted = cursor.rowcount
    _poke_if_due(min(row.due_at for row in rows))
    return inserted


def skip_pending(kind: str, object_key: str, reason: str) -> int:
    """Do not send the waiting messages about an object; returns how many.

    One that is being sent right now asks its kind once more before it goes.
    """
    return Message.objects.pending_about(kind, object_key).update(
        state=State.SKIPPED, reason=reason, updated_at=timezone.now()
    )


def try_again(message: Message, *, now: datetime) -> bool:
    """Let a failed message go out once more, under the same key; whether it still makes sense to."""
    failed = Message.objects.filter(pk=message.pk, state=State.FAILED, expires_at__gt=now)
    again = bool(failed.update(state=State.PENDING, next_try_at=now, updated_at=now))
    if again:
        _poke_if_due(now)
    return again


def _row(draft: Draft) -> Row:
    kinds.get(draft.kind)
    channel = draft.webhook.channel if draft.webhook else Channel.MAIL
    recipient_id = draft.recipient.pk if draft.recipient else None
    webhook_id = draft.webhook.pk if draft.webhook else None
    whom = f"webhook {webhook_id}" if webhook_id else str(recipient_id or "-")
    key = "|".join([draft.kind, str(channel), draft.object_key, whom, str(draft.seq)])
    return Row(
        draft.kind,
        str(channel),
        draft.object_key,
        recipient_id,
        webhook_id,
        draft.seq,
        key,
        draft.due_at,
        draft.expires_at,
    )


def _poke_if_due(due_at: datetime) -> None:
    if due_at <= timezone.now():
        transaction.on_commit(poke, robust=True)
