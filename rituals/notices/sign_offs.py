"""What is told about an expert's sign-off: the question to the expert, and the answer to the teachers."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import render_mail
from rituals.enums import SessionStatus, TeachingState
from rituals.models import SignOff
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
    sign_off = SignOff.objects.select_related("session__ritual").get(pk=_number(message))
    url = settings.BASE_URL + reverse("rituals:sign_off", args=[sign_off.pk])
    words = _words(sign_off) | {"button_url": url, "button_label": _("Read and decide")}
    return render_mail(message, "rituals/asked_to_review", words)


def _answer_reason(message: Message) -> str:
    sign_off = _sign_off(message)
    if sign_off is None or message.recipient is None:
        return "the sign-off was withdrawn"
    teaches = sign_off.session.teachings.filter(user=message.recipient, state=TeachingState.ACCEPTED)
    return "" if teaches.exists() else "the person does not teach there any more"


def _render_answer(message: Message) -> Rendered:
    sign_off = SignOff.objects.select_related("session__ritual", "reviewer").get(pk=_number(message))
    url = settings.BASE_URL + sign_off.session.get_absolute_url()
    words = _words(sign_off) | {
        "approved": sign_off.approved_at is not None,
        "formal_topics": formal_training_of(sign_off.session.topics.all()),
        "button_url": url,
        "button_label": _("Open the session"),
    }
    return render_mail(message, "rituals/review_answered", words)


def _words(sign_off: SignOff) -> dict[str, object]:
    session = sign_off.session
    teachings = session.teachings.filter(state=TeachingState.ACCEPTED).select_related("user").order_by("pk")
    return {
        "sign_off": sign_off,
        "session": session,
        "title": str(session),
        "kind": session.get_suitability_display(),
        "teachers": ", ".join(teaching.user.name for teaching in teachings),
    }


def _sign_off(message: Message) -> SignOff | None:
    return SignOff.objects.select_related("session").filter(pk=_number(message)).first()


def _number(message: Message) -> int:
    return int(message.object_key.split(":")[1])
