"""What is told about an expert's sign-off: the question to the expert, and the answer to the teachers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import SessionStatus
from rituals.models import SignOff
from rituals.notices.facts import teachers_in_words, teaches
from rituals.selectors.sign_offs import formal_training_of, needs_review

ASKED_TO_REVIEW = "rituals.asked_to_review"
REVIEW_ANSWERED = "rituals.review_answered"


def review_key(sign_off: SignOff) -> str:
    return f"sign-off:{sign_off.pk}:asked"


def answer_key(sign_off: SignOff) -> str:
    return f"sign-off:{sign_off.pk}:answered"


def register_kinds() -> None:
    register(
        Kind(
            name=ASKED_TO_REVIEW,
            label=gettext_lazy("A colleague wants to teach something I am the expert for"),
            default_wanted=True,
            still_valid=_question_reason,
            render=_render_question,
        )
    )
    register(
        Kind(
            name=REVIEW_ANSWERED,
            label=gettext_lazy("An expert answered whether I may teach my topic"),
            default_wanted=True,
            still_valid=_answer_reason,
            render=_render_answer,
        )
    )


def _question_reason(message: Message) -> str:
    sign_off = _sign_off(message)
    if sign_off is None or sign_off.answered_at:
        return "the question is answered or withdrawn"
    if sign_off.session.status != SessionStatus.SCHEDULED or not needs_review(sign_off.session):
        return "the session needs no sign-off any more"
    return ""


def _render_question(message: Message) -> Rendered:
    sign_off = SignOff.objects.select_related("session__ritual").get(pk=message.object_number)
    opens = button(reverse("rituals:sign_off", args=[sign_off.pk]), _("Read and decide"))
    return render_mail(message, "rituals/asked_to_review", _words(sign_off) | opens)


def _answer_reason(message: Message) -> str:
    sign_off = _sign_off(message)
    if sign_off is None:
        return "the sign-off was withdrawn"
    return "" if teaches(message, sign_off.session) else "the person does not teach there any more"


def _render_answer(message: Message) -> Rendered:
    sign_off = SignOff.objects.select_related("session__ritual", "reviewer").get(pk=message.object_number)
    words = _words(sign_off) | {
        "approved": sign_off.approved_at is not None,
        "formal_topics": formal_training_of(sign_off.session.topics.all()),
    }
    opens = button(sign_off.session.get_absolute_url(), _("Open the session"))
    return render_mail(message, "rituals/review_answered", words | opens)


def _words(sign_off: SignOff) -> dict[str, object]:
    session = sign_off.session
    return {
        "sign_off": sign_off,
        "session": session,
        "title": str(session),
        "kind": session.get_suitability_display(),
        "teachers": teachers_in_words(session),
    }


def _sign_off(message: Message) -> SignOff | None:
    return SignOff.objects.select_related("session").filter(pk=message.object_number).first()
