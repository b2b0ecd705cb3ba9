"""What the outbox shows on every page: to administrators, that nothing goes out."""

from typing import Any

from peerlearn.core.panels import Panel, register
from peerlearn.outbox.selectors.held import is_held
from peerlearn.people.http import SignedInRequest


def held_panel(request: SignedInRequest, subject: Any) -> Panel | None:
    if not request.user.has_perm("outbox.review") or not is_held():
        return None
    return Panel("outbox/panels/held.html", {})


def register_panels() -> None:
    """Called once when the app is ready."""
    register("base.header", held_panel)
