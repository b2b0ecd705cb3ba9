"""What knowledge does when the apps below announce something."""

from typing import Any


def open_draft(sender: Any, session_id: int, **kwargs: Any) -> None:
    """A session was held: its capture gets an address."""
    from knowledge.services.capture import open_article
    from rituals.models import Session

    open_article(Session.objects.get(pk=session_id))
