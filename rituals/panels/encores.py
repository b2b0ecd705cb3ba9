"""Encore: on what was captured, the way to run it again; on an encore, who gave it first."""

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Session
from rituals.selectors.slot_board import WITH_PEOPLE


def encore_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """Both people are named; dates of a closed circle are not told to others."""
    seen = Session.objects.visible_to(request.user).prefetch_related(WITH_PEOPLE)
    original = seen.filter(pk=session.encore_of_id).first() if session.encore_of_id else None
    encores = list(seen.filter(encore_of=session).order_by("starts_at", "pk")) if session.captured_at else []
    if original is None and session.captured_at is None:
        return None
    context = {
        "session": session,
        "original": original,
        "first_by": original.teachers() if original else (),
        "encores": [(encore, encore.teachers()) for encore in encores],
        "may_repeat": session.captured_at is not None and request.user.has_perm("rituals.repeat_session", session),
    }
    return Panel("rituals/panels/encore.html", context)
