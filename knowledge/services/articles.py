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


def share_til(
    by: User, *, title: str, body: str, snippet: str = "", topics: Iterable[str] = (), now: datetime
) -> Article:
    """Publish what `by` just learned, with something to copy; everybody finds it at once."""
    article = Article(kind=ArticleKind.TIL, title=title, body=body)
    return publish_new(article, by=by, snippet=snippet, topics=topics, now=now)


@transaction.atomic
def publish_new(
    article: Article, *, by: User, snippet: str = "", topics: Iterable[str] = (), reason: str = "", now: datetime
) -> Article:
    """Save and publish what `by` wrote; `reason` stands in its history. What they uploaded for its text is its own."""
    article.author = article.published_by = by
    article.slug, article.language = new_slug(article.title), by.language
    article.dated_at = article.published_at = now
    article.save()
    if snippet:
        Snippet.objects.create(article=article, title=article.title, text=snippet, added_by=by)
    article.topics.set(find_or_create_topics(topics))
    claim_images(article, by=by)
    keep_revision(article, by=by, reason=reason)
    index_articles([article.pk])
    announce(article_published, article.pk)
    return article


def keep_revision(article: Article, *, by: User, reason: str = "") -> Revision:
    """Keep the article's text as it is now in its history."""
    return Revision.objects.create(article=article, author=by, title=article.title, body=article.body, reason=reason)
