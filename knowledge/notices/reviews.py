"""A guide is to be looked at again: whether it still is right before, and the words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Article
from peerlearn.core.windows import local_day
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

GUIDE_REVIEW = "knowledge.guide_review"


def review_key(guide: Article) -> str:
    """Another day is another question."""
    return f"guide:{guide.pk}:{guide.review_on}"


def register_kinds() -> None:
    register(
        Kind(
            name=GUIDE_REVIEW,
            label=gettext_lazy("A guide that I answer for should be looked at again"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    guide = _guide(message)
    if guide is None or review_key(guide) != message.object_key:
        return "it was looked at meanwhile, or is gone"
    return "" if guide.verifier_id == message.recipient_id else "somebody else answers for it now"


def _render(message: Message) -> Rendered:
    guide = _guide(message)
    if guide is None:
        raise LookupError(message.object_key)
    words = {"title": guide.title, "verified_at": guide.verified_at}
    return render_mail(message, "knowledge/guide_review", words | button(guide.get_absolute_url(), _("Look at it")))


def _guide(message: Message) -> Article | None:
    today = local_day(timezone.now())
    return Article.objects.to_look_at(today).filter(pk=message.object_number).first()
