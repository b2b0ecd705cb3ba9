"""What a session answers: shown to everybody, chosen by whoever runs it."""

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import Audience, SessionStatus
from rituals.forms.requests import AnswersForm
from rituals.models import Session, TopicRequest
from rituals.selectors.requests import candidates_for


def answers_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The requests that `session` answers; its people choose them among those that fit and the most wanted."""
    answered = list(TopicRequest.objects.visible_to(request.user).filter(session=session).for_lists(request.user))
    form = _form(request, session, answered)
    if not answered and form is None:
        return None
    return Panel("rituals/panels/requests.html", {"session": session, "answered": answered, "form": form})


def _form(request: SignedInRequest, session: Session, answered: list[TopicRequest]) -> AnswersForm | None:
    closed = session.status == SessionStatus.CANCELLED or session.audience == Audience.MEMBERS
    if closed or not session.teachers() or not request.user.has_perm("rituals.run_session", session):
        return None
    offered = [*answered, *candidates_for(session, request.user)]
    if not offered:
        return None
    choice = TopicRequest.objects.filter(pk__in=[one.pk for one in offered]).for_lists(request.user)
    return AnswersForm(choice=choice, initial={"requests": answered})
