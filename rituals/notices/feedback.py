"""The question, a month after a session, whether one used what one learned there."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.models import Session, TransferAnswer
from rituals.notices.facts import closed_to
from rituals.selectors.feedback import transfer_open

TRANSFER_QUESTION = "rituals.transfer_question"


def transfer_key(session_id: int) -> str:
    return f"session:{session_id}:used"


def register_kinds() -> None:
    register(
        Kind(
            name=TRANSFER_QUESTION,
            label=gettext_lazy("Did I use it? One question, 30 days after a session I came to"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    session = Session.objects.filter(pk=message.object_number).first()
    if session is None or not transfer_open(session, timezone.now()):
        return "the session is not asked about"
    if not session.attendances.filter(user=message.recipient).exists():
        return "the person did not come"
    if TransferAnswer.objects.filter(session=session, user=message.recipient).exists():
        return "the person has answered"
    return closed_to(message, session)


def _render(message: Message) -> Rendered:
    session = Session.objects.select_related("ritual").get(pk=message.object_number)
    words = {"session": session, "title": session.title_or_ritual}
    opens = button(reverse("rituals:used", args=[session.pk]), _("Answer with one click"))
    return render_mail(message, "rituals/transfer_question", words | opens)
