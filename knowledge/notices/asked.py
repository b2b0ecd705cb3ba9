"""A colleague looked for what was said in a session, and nobody has kept it yet."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import CaptureAsk
from knowledge.selectors.uncaptured import sessions_without_words
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.models import Session
from rituals.selectors.in_charge import in_charge

CAPTURE_ASKED = "knowledge.capture_asked"


def asked_key(session_id: int) -> str:
    return f"session:{session_id}:asked"


def register_kinds() -> None:
    register(
        Kind(
            name=CAPTURE_ASKED,
            label=gettext_lazy("Colleagues look for what was said in a session I run or teach"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    session = _session(message)
    if session is None:
        return "the transcript is there, or not needed any more"
    adds = [*in_charge(session, timezone.now()), *session.teachers()]
    return "" if message.recipient in adds else "somebody else runs and teaches it now"


def _render(message: Message) -> Rendered:
    session = _session(message)
    if session is None:
        raise LookupError(message.object_key)
    asked = CaptureAsk.objects.filter(session=session).count()
    opens = button(reverse("knowledge:capture", args=[session.pk]), _("Add the recording"))
    words = {"session": session, "title": session.title_or_ritual, "asked": asked}
    return render_mail(message, "knowledge/capture_asked", words | opens)


def _session(message: Message) -> Session | None:
    """The session while its words are missing."""
    return sessions_without_words().filter(pk=message.object_number).select_related("ritual").first()
