"""A written working-out-loud round is captured by its updates: they become the notes of its article at once."""

from datetime import datetime

from django.db import transaction

from knowledge.models import Article
from knowledge.services.capture import open_article, publish_capture, set_notes
from rituals.models import Session


@transaction.atomic
def keep_updates(session: Session, *, now: datetime) -> Article:
    """Publish what was written in the round, each update under its author's name; nothing without updates."""
    article = open_article(session)
    updates = list(session.updates.select_related("user").order_by("created_at", "pk"))
    if not updates:
        return article
    first = updates[0].user
    set_notes(article, body="\n\n".join(f"## {update.user.name}\n\n{update.text}" for update in updates), by=first)
    return publish_capture(article, by=first, now=now)
