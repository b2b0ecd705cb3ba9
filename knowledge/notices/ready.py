"""The moment after a meeting in which somebody hears that publishing takes one click more."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Article
from knowledge.selectors.ready import what_is_ready
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.selectors.in_charge import in_charge

SESSION_READY = "knowledge.session_ready"


def ready_key(session_id: int) -> str:
    return f"session:{session_id}:ready"


def register_kinds() -> None:
    register(
        Kind(
            name=SESSION_READY,
            label=gettext_lazy("A session I run or teach is ready to be published"),
            default_wanted=True,
            still_valid=_ready_reason,
            render=_render_ready,
            respects_quiet_hours=True,
        )
    )


def _ready_reason(message: Message) -> str:
    article = _article(message)
    if article is None or article.session is None or not what_is_ready(article):
        return "there is nothing to publish any more"
    if article.published_at:
        return "it is published"
    publish = [*in_charge(article.session, timezone.now()), *article.session.teachers()]
    return "" if message.recipient in publish else "somebody else runs and teaches it now"


def _render_ready(message: Message) -> Rendered:
    article = _article(message)
    if article is None:
        raise LookupError(message.object_key)
    words = {"title": article.title, "parts": what_is_ready(article).words}
    opens = button(reverse("knowledge:capture", args=[article.session_id]), _("Look through and publish"))
    return render_mail(message, "knowledge/session_ready", words | opens)


def _article(message: Message) -> Article | None:
    held = Article.objects.filter(session=message.object_number)
    return held.select_related("session__ritual").first()
