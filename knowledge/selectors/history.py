"""The history of an article's text. What somebody hid is there by name and time only, but for who may hide."""

from knowledge.models import Article, Revision
from peerlearn.people.models import User

SHOWN = 200


def newest_revision(article: Article) -> Revision | None:
    """The text as it stands now, None while nobody has saved any."""
    return article.revisions.select_related("author").order_by("-pk").first()


def history_of(article: Article) -> list[Revision]:
    """Newest first."""
    return list(article.revisions.select_related("author", "hidden_by").order_by("-pk")[:SHOWN])


def former_of(revision: Revision) -> Revision | None:
    """The revision that `revision` changed, None for the first one."""
    older = Revision.objects.filter(article=revision.article_id, pk__lt=revision.pk)
    return older.select_related("author").order_by("-pk").first()


def may_read(user: User, revision: Revision) -> bool:
    """Whether the text of `revision` is shown to `user`."""
    return revision.hidden_at is None or user.has_perm("knowledge.hide_revision", revision.article)
