"""Facts about articles that apps further up may act on.

Each is sent once the change is committed, with `send_robust`: a receiver that fails changes nothing here.
"""

from django.db import transaction
from django.dispatch import Signal

session_captured = Signal()
"""A session's capture fulfils its policy and is published. Kwargs: article_id (int)."""

article_published = Signal()
"""A short share or guide can be found by others. Kwargs: article_id (int)."""


def announce(fact: Signal, article_id: int) -> None:
    """Send `fact` about the article when the running transaction is committed."""
    transaction.on_commit(lambda: fact.send_robust(sender=None, article_id=article_id))
