"""The talks of a demo day, with the forms of those who may change them."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind, SessionStatus
from rituals.forms.talks import TalkForm
from rituals.models import Session
from rituals.services.talks import FEWEST, MOST


def talks_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The order of the day; while it is to come, colleagues add a talk and its speakers arrange them."""
    if session.kind != RitualKind.DEMO_DAY:
        return None
    talks = list(session.talks.select_related("teacher"))
    to_come = session.status == SessionStatus.SCHEDULED and session.starts_at > timezone.now()
    runs = to_come and request.user.has_perm("rituals.run_session", session)
    context = {
        "session": session,
        "talks": talks,
        "runs": runs,
        "too_few": to_come and len(talks) < FEWEST,
        "form": TalkForm(for_others=runs) if to_come and len(talks) < MOST else None,
    }
    return Panel("rituals/panels/talks.html", context)
