"""Notes that everybody takes together, on the session's page while it lasts."""

from typing import Any

from django.utils import timezone

from knowledge.forms.live_notes import LiveNoteForm
from knowledge.selectors.live_notes import live_lines
from knowledge.services.live_notes import notes_open
from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Session


def live_notes_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The lines so far and a field for the next one."""
    if not notes_open(session, now=timezone.now()):
        return None
    return Panel("knowledge/panels/live_notes.html", live_notes_context(request, session))


def live_notes_context(request: SignedInRequest, session: Session) -> dict[str, Any]:
    return {"session": session, "notes": live_lines(session, request.user), "form": LiveNoteForm()}
