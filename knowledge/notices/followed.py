"""What is new on the topics that somebody follows: once a week, and only what they may see at that moment."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models.article import ArticleQuerySet
from knowledge.selectors.browse import week_in_followed
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

NEW_IN_FOLLOWED = "knowledge.new_in_followed"
MOST = 10  # with an address each; the rest is counted


def week_key(reader_id: int, monday: date) -> str:
    """Told once for each week."""
    return f"reader:{reader_id}:{monday}"


def register_kinds() -> None:
    register(
        Kind(
            name=NEW_IN_FOLLOWED,
            label=gettext_lazy("What was new last week on topics I follow"),
            default_wanted=True,
            may_wait=True,
            waits_by_default=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    return "" if _news(message).exists() else "nothing of it is there for them to see"


def _render(message: Message) -> Rendered:
    news = _news(message)
    total, articles = news.count(), list(news[:MOST])
    if not articles:
        raise LookupError(message.object_key)
    if total == 1:
        opens = button(articles[0].get_absolute_url(), _("Read it"))
    else:
        opens = button(f"{reverse('home:index')}#followed-heading", _("See what is new"))
    return render_mail(message, "knowledge/new_in_followed", {"articles": articles, "total": total} | opens)


def _news(message: Message) -> ArticleQuerySet:
    if message.recipient is None:
        raise LookupError(message.object_key)
    return week_in_followed(message.recipient, date.fromisoformat(message.object_key.split(":")[2]))
