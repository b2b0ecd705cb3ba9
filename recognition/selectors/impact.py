"""What somebody's teaching did, as counts: who was helped stays private."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from knowledge.models import Article, Helped
from peerlearn.core.privacy import may_be_told_apart
from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from rituals.enums import TeachingState


@dataclass(frozen=True)
class Impact:
    """The article that helped most: how many people, and how many of them had not joined when it was made.

    `joined_later` is 0 as well while it would tell a group of fewer than five apart.
    """

    article: Article
    helped: int
    joined_later: int


def impact_of(user: User) -> Impact | None:
    """The one article of `user` that helped the most people, or None before the first."""
    best = next(iter(_most_helpful(user)), None)
    if best is None:
        return None
    later_told = best["later"] if may_be_told_apart(best["later"], best["people"]) else 0
    return Impact(Article.objects.get(pk=best["article"]), best["people"], later_told)


@written_once
def _most_helpful(user: User) -> QuerySet[Any, Any]:
    taught = Q(article__session__teachings__user=user, article__session__teachings__state=TeachingState.ACCEPTED)
    written = Q(article__session__isnull=True, article__author=user)
    later = Q(user__start_date__gt=F("article__dated_at__date"))
    return (
        Helped.objects.filter(taught | written)
        .values("article")
        .annotate(people=Count("user", distinct=True), later=Count("user", filter=later, distinct=True))
        .order_by("-people", "-article")[:1]
    )
