"""Checking in: the code from the room for those who are there, and the list for the session's people."""

from datetime import datetime

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import SessionStatus
from rituals.forms.attendance import CodeForm, MarkForm
from rituals.models import Session
from rituals.models.attendance import DOOR_OPENS
from rituals.selectors.session_page import NAMES_SHOWN_FOR
from rituals.selectors.turnout import not_checked_in, turnout

NEVER_MET = (SessionStatus.CANCELLED, SessionStatus.DRAFT)


def code_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """Where to type the code, while the door is open and until one is checked in; once one is, that it is so."""
    now = timezone.now()
    if session.status in NEVER_MET or not session.starts_at - DOOR_OPENS <= now <= session.ends_at:
        return None
    here = session.attendances.filter(user=request.user).exists()
    return Panel("rituals/panels/code.html", {"session": session, "here": here, "form": CodeForm()})


def attendance_panel(request: SignedInRequest, session: Session, form: MarkForm | None = None) -> Panel | None:
    """For the session's teachers and facilitators, from when the door opens until 30 days after the end."""
    if not _works_on(session, timezone.now()) or not request.user.has_perm("rituals.run_session", session):
        return None
    now = timezone.now()
    context = {
        "session": session,
        "begun": session.starts_at <= now,
        "turnout": turnout(session) if session.ends_at <= now else None,
        "form": form or MarkForm(not_checked_in(session)),
    }
    return Panel("rituals/panels/attendance.html", context)


def _works_on(session: Session, now: datetime) -> bool:
    return session.status not in NEVER_MET and session.starts_at - DOOR_OPENS <= now < session.ends_at + NAMES_SHOWN_FOR
