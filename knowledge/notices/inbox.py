"""Parts of a capture that came by themselves: whether that still has to be told, and the words."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.enums import InboxState
from knowledge.file_kinds import FileKind
from knowledge.models import InboxItem
from knowledge.notices.ready import SESSION_READY, ready_key
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.models import Session
from rituals.selectors.in_charge import in_charge

INBOX_FILED = "knowledge.inbox_filed"


def inbox_key(session_id: int, now: datetime) -> str:
    """What comes on another day is told again."""
    return f"session:{session_id}:inbox:{now.astimezone(UTC).date()}"


def register_kinds() -> None:
    register(
        Kind(
            name=INBOX_FILED,
            label=gettext_lazy("A recording or transcript of a session I run or teach came in by itself"),
            default_wanted=True,
            still_valid=_reason,
            render=_render,
            may_wait=True,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    session = _session(message)
    if session is None or not _parts(message):
        return "what came is not there any more"
    told = Message.objects.filter(
        kind=SESSION_READY,
        object_key=ready_key(session.pk),
        recipient=message.recipient,
        created_at__gte=message.created_at,
    )
    if told.exists():
        return "the message that it is ready tells the same"
    people = [*in_charge(session, timezone.now()), *session.teachers()]
    return "" if message.recipient in people else "somebody else runs and teaches it now"


def _render(message: Message) -> Rendered:
    session = _session(message)
    if session is None:
        raise LookupError(message.object_key)
    words = {"title": session.title_or_ritual, "parts": get_text_list(_parts(message), _("and"))}
    opens = button(reverse("knowledge:capture", args=[session.pk]), _("Look at the capture"))
    return render_mail(message, "knowledge/inbox_filed", words | opens)


def _session(message: Message) -> Session | None:
    return Session.objects.select_related("ritual").filter(pk=message.object_number).first()


def _parts(message: Message) -> list[str]:
    """What was filed by itself on the day of the message."""
    day = datetime.fromisoformat(message.object_key.rsplit(":", 1)[1]).replace(tzinfo=UTC)
    filed = InboxItem.objects.filter(
        state=InboxState.FILED,
        session=message.object_number,
        settled_by=None,
        settled_at__gte=day,
        settled_at__lt=day + timedelta(days=1),
    )
    kinds = set(filed.values_list("kind", flat=True))
    words = {FileKind.RECORDING: _("recording"), FileKind.TRANSCRIPT: _("transcript"), FileKind.CHAT: _("chat")}
    return [word for kind, word in words.items() if kind.value in kinds]
