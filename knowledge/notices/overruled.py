"""Somebody was named in a transcript and is not any more, because it was another person: the words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Article, OverruledChoice
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

OVERRULED = "knowledge.overruled"


def overruled_key(overruled: OverruledChoice) -> str:
    return f"overruled:{overruled.pk}"


def register_kinds() -> None:
    register(
        Kind(
            name=OVERRULED,
            label=gettext_lazy("My name was taken off a transcript, because somebody else speaks there"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    overruled = _overruled(message)
    if overruled is None or message.recipient is None:
        return "the transcript is gone"
    seen = Article.objects.visible_to(message.recipient).filter(pk=overruled.article_id)
    return "" if seen.exists() else "they may not see the article any more"


def _render(message: Message) -> Rendered:
    overruled = _overruled(message)
    if overruled is None:
        raise LookupError(message.object_key)
    article = overruled.article
    words = {"title": article.title, "name": overruled.by.name if overruled.by else ""}
    return render_mail(message, "knowledge/overruled", words | button(article.get_absolute_url(), _("Look at it")))


def _overruled(message: Message) -> OverruledChoice | None:
    return OverruledChoice.objects.select_related("article", "by").filter(pk=message.object_number).first()
