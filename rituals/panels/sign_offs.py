"""The expert's name beside everything that needs one: everybody sees who signed off, or who is asked."""

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Session
from rituals.selectors.sign_offs import formal_training_of, sign_off_state


def sign_off_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """A refusal is shown to those who run the session only; everybody else sees that it waits."""
    state = sign_off_state(session)
    if not state.needed:
        return None
    context = {
        "session": session,
        "state": state,
        "runs": request.user.has_perm("rituals.run_session", session),
        "formal_topics": formal_training_of(session.topics.all()),
        "own": session.sign_offs.filter(reviewer=request.user).first(),
    }
    return Panel("rituals/panels/sign_off.html", context)
