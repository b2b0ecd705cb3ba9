"""What is told about teaching: the question to a colleague, the answer to whoever asked, and a slot given back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Teaching
from rituals.notices.facts import closed_to
from rituals.run_sheets import INTERVIEW_QUESTIONS
from rituals.selectors.first_steps import has_taught

ASKED_TO_TEACH = "rituals.asked_to_teach"
TEACHING_ANSWERED = "rituals.teaching_answered"
SLOT_GIVEN_BACK = "rituals.slot_given_back"


def asked_key(teaching: Teaching) -> str:
    """One for each time somebody is asked."""
    return f"teaching:{teaching.pk}:asked-{teaching.updated_at:%Y%m%dT%H%M%S}"


def answered_key(teaching: Teaching) -> str:
    return f"teaching:{teaching.pk}:{teaching.state}-{teaching.updated_at:%Y%m%dT%H%M%S}"


def given_back_key(teaching: Teaching) -> str:
    return f"teaching:{teaching.pk}:back-{teaching.updated_at:%Y%m%dT%H%M%S}"


def register_kinds() -> None:
    register(
        Kind(
            name=ASKED_TO_TEACH,
            label=gettext_lazy("A colleague asks me to teach"),
            default_wanted=True,
            still_valid=_asked_reason,
            render=_render_asked,
        )
    )
    register(
        Kind(
            name=TEACHING_ANSWERED,
            label=gettext_lazy("Somebody I asked to teach answered"),
            default_wanted=True,
            may_wait=True,
            still_valid=_answered_reason,
            render=_render_answered,
        )
    )
    register(
        Kind(
            name=SLOT_GIVEN_BACK,
            label=gettext_lazy("A teacher gave a slot of my ritual back"),
            default_wanted=True,
            still_valid=_given_back_reason,
            render=_render_given_back,
        )
    )


def _asked_reason(message: Message) -> str:
    teaching = _teaching(message)
    if teaching is None or teaching.state != TeachingState.INVITED:
        return "the question is answered or withdrawn"
    return _over(teaching)


def _render_asked(message: Message) -> Rendered:
    teaching = _with_people(message)
    first_time = not has_taught(teaching.user)
    words = _words(teaching) | {"first_time": first_time, "questions": INTERVIEW_QUESTIONS if first_time else ()}
    opens = button(teaching.session.get_absolute_url() + "#teaching-panel", _("Answer"))
    return render_mail(message, "rituals/asked_to_teach", words | opens)


def _answered_reason(message: Message) -> str:
    teaching = _teaching(message)
    if teaching is None or teaching.state == TeachingState.INVITED:
        return "the answer was taken back"
    return _over(teaching) or closed_to(message, teaching.session)


def _render_answered(message: Message) -> Rendered:
    teaching = _with_people(message)
    words = _words(teaching) | {"accepted": teaching.state == TeachingState.ACCEPTED}
    return render_mail(message, "rituals/teaching_answered", words | _opens(teaching))


def _given_back_reason(message: Message) -> str:
    teaching = _teaching(message)
    if teaching is None or teaching.state == TeachingState.ACCEPTED:
        return "the teacher came back"
    return _over(teaching) or closed_to(message, teaching.session)


def _render_given_back(message: Message) -> Rendered:
    teaching = _with_people(message)
    return render_mail(message, "rituals/slot_given_back", _words(teaching) | _opens(teaching))


def _over(teaching: Teaching) -> str:
    return "" if teaching.session.status == SessionStatus.SCHEDULED else "the session does not take place"


def _words(teaching: Teaching) -> dict[str, object]:
    session = teaching.session
    asker = teaching.asked_by.name if teaching.asked_by else _("A colleague")
    ritual = str(session.ritual or _("Session"))
    return {"teaching": teaching, "session": session, "ritual": ritual, "asker": asker, "person": teaching.user.name}


def _opens(teaching: Teaching) -> dict[str, object]:
    return button(teaching.session.get_absolute_url(), _("Open the session"))


def _teaching(message: Message) -> Teaching | None:
    return Teaching.objects.select_related("session").filter(pk=message.object_number).first()


def _with_people(message: Message) -> Teaching:
    return Teaching.objects.select_related("session__ritual", "user", "asked_by").get(pk=message.object_number)
