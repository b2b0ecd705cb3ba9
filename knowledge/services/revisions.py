"""Every change of an article's text is a revision; none is ever overwritten by another.

Whoever saves says on which revision the change is based. When somebody else has saved since, both changes are kept
where they touch different lines; otherwise nothing is saved, and a person decides. Restoring makes a new revision.
A hidden one keeps its place in the history and shows its text to nobody but those who may hide.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from knowledge.merging import merge
from knowledge.models import Article, Revision
from knowledge.selectors.history import newest_revision
from knowledge.services.articles import keep_revision
from knowledge.services.capture import settle_capture
from knowledge.services.guides import ask_again
from peerlearn.people.models import User


class ChangedMeanwhile(Exception):
    """Somebody else changed the same place; `newest` is what they saved."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(str(newest))
        self.newest = newest


class StillShown(Exception):
    """The newest revision is what everybody reads; something else has to take its place first."""


@dataclass(frozen=True)
class Saved:
    """`revision` is None when nothing changed; `merged_with` is what somebody else had saved meanwhile."""

    revision: Revision | None
    merged_with: Revision | None = None


@transaction.atomic
def save_text(
    article: Article, *, by: User, title: str, body: str, based_on: Revision | None, reason: str = "", now: datetime
) -> Saved:
    """Keep a new title and text (Markdown). Raises ChangedMeanwhile when somebody else changed the same place."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    newest = newest_revision(locked) or _keep_as_it_was(locked)
    based_on = based_on or _as_it_was(locked)
    merged_with = newest if newest and newest.pk != (based_on.pk if based_on else None) else None
    if merged_with:
        title, body = _merged(based_on, title, body, merged_with)
    article.title, article.body = title, body
    if (locked.title, locked.body) == (title, body):
        return Saved(None, merged_with)
    article.save(update_fields=["title", "body", "updated_at"])
    revision = keep_revision(article, by=by, reason=reason)
    ask_again(article, changed_by=by, now=now)
    settle_capture(article, now=now)
    return Saved(revision, merged_with)


def restore_revision(revision: Revision, *, by: User, reason: str, now: datetime) -> Saved:
    """Let the article read as it did in `revision`, as a new revision."""
    article = revision.article
    newest = newest_revision(article)
    return save_text(article, by=by, title=revision.title, body=revision.body, based_on=newest, reason=reason, now=now)


@transaction.atomic
def hide_revision(revision: Revision, *, by: User, now: datetime) -> Revision:
    """Show its text to nobody any more; said again it changes nothing. Raises StillShown for the newest one."""
    Article.objects.select_for_update().get(pk=revision.article_id)
    newest = newest_revision(revision.article)
    if newest is not None and newest.pk == revision.pk:
        raise StillShown
    Revision.objects.filter(pk=revision.pk, hidden_at=None).update(hidden_at=now, hidden_by=by)
    revision.refresh_from_db()
    return revision


def _keep_as_it_was(article: Article) -> Revision | None:
    """A text that came without a history, by an import for one, is its first revision."""
    if not article.body:
        return None
    first = Revision.objects.create(article=article, author=article.author, title=article.title, body=article.body)
    Revision.objects.filter(pk=first.pk).update(created_at=article.created_at)
    return first


def _as_it_was(article: Article) -> Revision | None:
    """The text that came without a history, for whoever began with it before there was one."""
    return article.revisions.filter(created_at=article.created_at).order_by("pk").first()


def _merged(based_on: Revision | None, title: str, body: str, newest: Revision) -> tuple[str, str]:
    """Title and text with both changes. Raises ChangedMeanwhile."""
    base_title, base_body = (based_on.title, based_on.body) if based_on else (newest.title, "")
    merged = merge(_lines(base_body), _lines(body), _lines(newest.body))
    if merged is None or (base_title not in (title, newest.title) and title != newest.title):
        raise ChangedMeanwhile(newest)
    return newest.title if title == base_title else title, merged


def _lines(text: str) -> str:
    """With one sign at each line's end, whatever system it was typed on."""
    return text.replace("\r\n", "\n")
