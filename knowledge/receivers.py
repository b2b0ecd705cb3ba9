"""What knowledge does when the apps below announce something."""

from typing import Any


def open_draft(sender: Any, session_id: int, **kwargs: Any) -> None:
    """A session was held: its capture gets an address. A written round's capture is there already."""
    from django.utils import timezone

    from knowledge.services.rounds import keep_updates
    from rituals.models import Session

    keep_updates(Session.objects.get(pk=session_id), now=timezone.now())
