"""Facts about sessions that apps further up may act on.

Each is sent once the change is committed, with `send_robust`: a receiver that fails changes nothing here.
"""

from django.db import transaction
from django.dispatch import Signal

session_held = Signal()
"""A session took place. Kwargs: session_id (int)."""

session_cancelled = Signal()
"""A session will not take place. Kwargs: session_id (int)."""

session_changed = Signal()
"""A session's title, teachers, time, place or status changed, or it was put right to "not held". Kwargs: session_id."""


def announce(fact: Signal, session_id: int) -> None:
    """Send `fact` about the session when the running transaction is committed."""
    transaction.on_commit(lambda: fact.send_robust(sender=None, session_id=session_id))
