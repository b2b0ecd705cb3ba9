"""Many copied from a short share: whether that still is news right before, and the words."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Article
from knowledge.selectors.five_minutes import much_copied, people_who_copied
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

MUCH_COPIED = "knowledge.much_copied"


def copied_key(share: Article) -> str:
    """Told once."""
    return f"article:{share.pk}:copied"


def register_kinds() -> None:
    register(
        Kind(
            name=MUCH_COPIED,
            label=gettext_lazy("Five colleagues copied from something that I shared"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    share = _share(message)
    if share is None:
        return "it is gone, or its author has shown it meanwhile"
    return "" if share.author_id == message.recipient_id else "somebody else wrote it"


def _render(message: Message) -> Rendered:
    share = _share(message)
    if share is None:
        raise LookupError(message.object_key)
    opens = button(reverse("knowledge:show", args=[share.slug]), _("See when it could be"))
    return render_mail(
        message, "knowledge/much_copied", {"title": share.title, "people": people_who_copied(share)} | opens
    )


def _share(message: Message) -> Article | None:
    return much_copied().filter(pk=message.object_number).first()
