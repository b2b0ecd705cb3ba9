"""Facts about sessions that apps further up may act on.

Each is sent once the change is committed, with `send_robust`: a receiver that fails changes nothing here.
"""

from typing import NamedTuple

from django.db import transaction
from django.dispatch import Signal

session_held = Signal()
"""A session took place. Kwargs: session_id (int)."""

session_cancelled = Signal()
"""A session will not take place. Kwargs: session_id (int)."""

session_changed = Signal()
"""A session's title, teachers, time, place or status changed, it was put right to "not held", or a list of who came was
read. Kwargs: session_id (int)."""

series_changed = Signal()
"""A ritual's rule, time, place or link changed, or it ended; its dates are already in line. Kwargs: ritual_id (int)."""

recording_consent_changed = Signal()
"""A teacher said, said anew or took back whether and how a session may be recorded. Kwargs: session_id (int)."""

teacher_candidates = Signal()
"""Who could teach one of these topics? Kwargs: topics (dict of Topic by key). Asked at once, not on commit; a receiver
answers with a list of Candidate."""


class Candidate(NamedTuple):
    """A person by key, why they could teach in words for the asker, and how much that counts (up to 30)."""

    user_id: int
    reason: str
    weight: int


def announce(fact: Signal, session_id: int) -> None:
    """Send `fact` about the session when the running transaction is committed."""
    transaction.on_commit(lambda: fact.send_robust(sender=None, session_id=session_id))


def announce_series(ritual_id: int) -> None:
    """Send `series_changed` when the running transaction is committed."""
    transaction.on_commit(lambda: series_changed.send_robust(sender=None, ritual_id=ritual_id))
