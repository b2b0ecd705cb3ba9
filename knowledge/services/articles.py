"""Writing articles: a two-minute share of something just learned, and every change of an article's text."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from knowledge.enums import ArticleKind
from knowledge.models import Article, Revision, Snippet
from knowledge.services.attachments import claim_images
from knowledge.services.indexing import index_articles
from knowledge.services.slugs import new_slug
from knowledge.signals import announce, article_published
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics


@transaction.atomic
def share_til(
    by: User, *, title: str, body: str, snippet: str = "", topics: Iterable[str] = (), now: datetime
) -> Article:
    """Publish what `by` just learned, with something to copy; everybody finds it at once."""
    article = Article.objects.create(
        kind=ArticleKind.TIL,
        author=by,
        title=title,
        slug=new_slug(title),
        body=body,
        language=by.language,
        dated_at=now,
        published_at=now,
        published_by=by,
    )
    if snippet:
        Snippet.objects.create(article=article, title=title, text=snippet, added_by=by)
    article.topics.set(find_or_create_topics(topics))
    claim_images(article, by=by)
    keep_revision(article, by=by)
    index_articles([article.pk])
    announce(article_published, article.pk)
    return article


def keep_revision(article: Article, *, by: User, reason: str = "") -> Revision:
    """Keep the article's text as it is now in its history."""
    return Revision.objects.create(article=article, author=by, title=article.title, body=article.body, reason=reason)
