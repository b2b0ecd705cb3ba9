"""What is asked of the session's people after it: who really taught."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import SessionStatus
from rituals.forms.attendance import TaughtForm
from rituals.models import Session
from rituals.selectors.session_page import NAMES_SHOWN_FOR

OVER = (SessionStatus.SCHEDULED, SessionStatus.HELD, SessionStatus.UNKNOWN)


def taught_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """For the session's teachers and facilitators, from its start until 30 days after its end."""
    now = timezone.now()
    if session.status not in OVER or not session.starts_at <= now < session.ends_at + NAMES_SHOWN_FOR:
        return None
    if not request.user.has_perm("rituals.run_session", session):
        return None
    teachers = [teacher.name for teacher in session.teachers()]
    form = TaughtForm(session, viewer=request.user)
    return Panel("rituals/panels/taught.html", {"session": session, "teachers": teachers, "form": form})
