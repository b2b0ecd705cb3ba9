"""The time is nearly over for which teachers allowed a recording: whether it still is right before, and the words."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Article
from knowledge.selectors.recordings import still_kept
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.selectors.consents import recording_end

RECORDING_ENDS = "knowledge.recording_ends"


def ending_key(article: Article, at: datetime) -> str:
    """Another day is other news."""
    return f"article:{article.pk}:{at:%Y-%m-%d}"


def register_kinds() -> None:
    register(
        Kind(
            name=RECORDING_ENDS,
            label=gettext_lazy("A recording that I teach in or run will be deleted in two weeks"),
            default_wanted=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    article = _article(message)
    if article is None or not still_kept().filter(pk=article.pk).exists():
        return "the recording is gone"
    end = recording_end(article.session_id or 0)
    if end is None or end.refused or ending_key(article, end.at) != message.object_key:
        return "the recording is kept without end or until another day"
    return "the recording is deleted already" if end.at <= timezone.now() else ""


def _render(message: Message) -> Rendered:
    article = _article(message)
    end = recording_end(article.session_id or 0) if article else None
    if article is None or end is None or message.recipient is None:
        raise LookupError(message.object_key)
    teaches = message.recipient in article.teachers()
    label = _("Keep it longer") if teaches else _("Open the session")
    address = reverse("rituals:session", args=[article.session_id]) + ("#recording-panel" if teaches else "")
    words = {"title": article.title, "day": timezone.localtime(end.at), "teaches": teaches}
    return render_mail(message, "knowledge/recording_ends", words | button(address, label))


def _article(message: Message) -> Article | None:
    return Article.objects.select_related("session").filter(pk=message.object_number).first()
