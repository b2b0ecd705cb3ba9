"""Putting messages into the outbox, in the transaction of whatever they tell about.

A message is unique by kind, channel, object, recipient and sequence: saying it again changes nothing, so whoever
materialises reminders may do so as often as they like. What was skipped or sent stays so; a change that must be told
again comes with another `seq`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.poke import poke
from peerlearn.people.models import User


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What to tell whom: not before `due_at`, not from `expires_at` on."""

    kind: str
    recipient: User | None
    object_key: str
    due_at: datetime
    expires_at: datetime
    seq: int = 0


INSERT = """
INSERT INTO outbox_message (
    kind, channel, object_key, recipient_id, seq, dedupe_key, due_at, next_try_at, expires_at, state,
    attempts, provider_id, last_error, reason, subject, body, created_at, updated_at
)
SELECT
    kind, channel, object_key, recipient_id, seq, dedupe_key, due_at, due_at, expires_at, 'pending',
    0, '', '', '', '', '', now(), now()
FROM unnest(
    %s::text[], %s::text[], %s::text[], %s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::timestamptz[]
) AS draft (kind, channel, object_key, recipient_id, seq, dedupe_key, due_at, expires_at)
ON CONFLICT (dedupe_key) DO NOTHING
"""


def enqueue(drafts: Iterable[Draft]) -> int:
    """Insert what is not there yet and return how many that were. Raises kinds.UnknownKind.

    When something is due already, a worker is asked to sweep once the transaction has committed.
    """
    # In one order everywhere: two transactions that wait for each other's keys would end in a deadlock.
    rows = sorted((_row(draft) for draft in drafts), key=lambda row: row[5])
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [list(column) for column in zip(*rows, strict=True)])
        inserted = cursor.rowcount
    _poke_if_due(min(row[6] for row in rows))
    return inserted


def reschedule(kind: str, object_key: str, due_at: datetime, expires_at: datetime) -> int:
    """Move the waiting messages about an object; returns how many."""
    moved = Message.objects.pending_about(kind, object_key).update(
        due_at=due_at, next_try_at=due_at, expires_at=expires_at, updated_at=timezone.now()
    )
    if moved:
        _poke_if_due(due_at)
    return moved


def skip_pending(kind: str, object_key: str, reason: str) -> int:
    """Do not send the waiting messages about an object; returns how many.

    One that is being sent right now asks its kind once more before it goes.
    """
    return Message.objects.pending_about(kind, object_key).update(
        state=State.SKIPPED, reason=reason, updated_at=timezone.now()
    )


def _row(draft: Draft) -> tuple[str, str, str, int | None, int, str, datetime, datetime]:
    channel = str(kinds.get(draft.kind).channel)
    recipient_id = draft.recipient.pk if draft.recipient else None
    key = "|".join([draft.kind, channel, draft.object_key, str(recipient_id or "-"), str(draft.seq)])
    return draft.kind, channel, draft.object_key, recipient_id, draft.seq, key, draft.due_at, draft.expires_at


def _poke_if_due(due_at: datetime) -> None:
    if due_at <= timezone.now():
        transaction.on_commit(poke, robust=True)
