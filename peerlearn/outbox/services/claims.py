"""Taking due messages for oneself, in one short statement that lets no two workers take the same.

The lease is the time in which the taker may send. A worker that was killed leaves a lease that runs out, and then its
message is simply due again. All moments are the database's: machines need not agree on the time.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from peerlearn.outbox.timing import timing

# statement_timestamp, not now(): in a long transaction the latter would stand still.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM outbox_message
    WHERE state IN ('pending', 'sending') AND next_try_at <= statement_timestamp()
        AND channel <> ALL(%(without)s)
        AND NOT EXISTS (SELECT 1 FROM outbox_hold WHERE released_at IS NULL)
    ORDER BY next_try_at LIMIT %(size)s FOR UPDATE SKIP LOCKED
)
UPDATE outbox_message AS message
SET state = 'sending', attempts = attempts + 1, lease_token = %(token)s,
    lease_until = statement_timestamp() + %(seconds)s * interval '1 second',
    next_try_at = statement_timestamp() + %(seconds)s * interval '1 second'
FROM due WHERE message.id = due.id
RETURNING message.id, message.due_at
"""

# The try did not happen, so it does not count.
RELEASE = """
UPDATE outbox_message
SET state = 'pending', attempts = attempts - 1, lease_token = NULL, lease_until = NULL,
    next_try_at = statement_timestamp(), last_error = COALESCE(NULLIF(%(why)s, ''), last_error)
WHERE lease_token = %(token)s AND state = 'sending' AND id = ANY(%(ids)s)
"""


@dataclass(frozen=True)
class Claim:
    """Messages taken together, the longest due first, under one token."""

    token: uuid.UUID
    ids: list[int]


def claim(size: int, *, without: Collection[str] = ()) -> Claim:
    """Take up to `size` due messages, those whose lease ran out included, but none of the channels in `without`.

    None at all while the outbox is held.
    """
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        seconds = timing().lease.total_seconds()
        cursor.execute(CLAIM, {"size": size, "token": token, "seconds": seconds, "without": list(without)})
        taken = sorted(cursor.fetchall(), key=lambda row: (row[1], row[0]))
    return Claim(token, [pk for pk, _ in taken])


def release(token: uuid.UUID, ids: list[int], *, why: str = "") -> None:
    """Give untouched messages back, due as before; `why` is kept for whoever looks."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(RELEASE, {"token": token, "ids": ids, "why": why})
