"""What somebody types is kept every few seconds, so that a crash costs nothing; saving the text ends its draft."""

from typing import Any

from knowledge.enums import ArticleKind
from knowledge.models import Article, Draft, Revision
from peerlearn.people.models import User


def keep_draft(
    user: User,
    *,
    kind: ArticleKind,
    article: Article | None,
    title: str,
    body: str,
    topics: str,
    snippet: str = "",
    based_on: Revision | None,
) -> Draft:
    """Keep what was typed so far, for a new article of `kind` or for `article`; there is one draft of each."""
    typed: dict[str, Any] = {
        "title": title,
        "body": body,
        "snippet": snippet,
        "topics": topics,
        "based_on": based_on,
    }
    if article is not None:
        typed["kind"] = kind
        return Draft.objects.update_or_create(user=user, article=article, defaults=typed)[0]
    return Draft.objects.update_or_create(user=user, article=None, kind=kind, defaults=typed)[0]


def drop_draft(user: User, *, kind: ArticleKind, article: Article | None) -> None:
    """Forget what was typed: it is saved now, or not wanted any more."""
    drafts = Draft.objects.filter(user=user, article=article)
    (drafts if article else drafts.filter(kind=kind)).delete()
