"""Readers call something outdated: whether marks still wait to be looked at right before, and the words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Article
from knowledge.selectors.outdated import ENOUGH, outdated_marks, who_answers_for
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

CALLED_OUTDATED = "knowledge.called_outdated"


def outdated_key(article: Article) -> str:
    """Asked once until the marks are settled: the next round has another sequence."""
    return f"article:{article.pk}:outdated"


def register_kinds() -> None:
    register(
        Kind(
            name=CALLED_OUTDATED,
            label=gettext_lazy("Readers call something that I taught or wrote outdated"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    article = _article(message)
    if article is None or article.outdated_marks.filter(settled_at=None).count() < ENOUGH:
        return "it was looked at meanwhile, or taken back"
    return "" if message.recipient in who_answers_for(article) else "somebody else answers for it now"


def _render(message: Message) -> Rendered:
    article = _article(message)
    if article is None or message.recipient is None:
        raise LookupError(message.object_key)
    marks = outdated_marks(article, user=message.recipient, settles=True)
    words = {"title": article.title, "number": marks.number, "notes": marks.notes}
    opens = button(article.get_absolute_url() + "#outdated", _("Look at it"))
    return render_mail(message, "knowledge/called_outdated", words | opens)


def _article(message: Message) -> Article | None:
    return Article.objects.select_related("session", "author", "verifier").filter(pk=message.object_number).first()
