"""How captured knowledge is used again: opened, and "this helped me". Counted, never shown by name."""

from datetime import datetime

from knowledge.models import Article, Helped, Opening
from peerlearn.core.windows import local_day
from peerlearn.people.models import User


def record_opening(article: Article, *, user: User, now: datetime) -> None:
    """`user` opened the article; once a day counts. Who taught it or completes its draft looks after it: no reuse."""
    if article.published_at and user not in article.teachers():
        Opening.objects.bulk_create([Opening(article=article, user=user, day=local_day(now))], ignore_conflicts=True)


def mark_helped(article: Article, *, user: User) -> None:
    """It helped `user`; said twice it is the same."""
    Helped.objects.bulk_create([Helped(article=article, user=user)], ignore_conflicts=True)


def unmark_helped(article: Article, *, user: User) -> None:
    """Takes "this helped me" back."""
    Helped.objects.filter(article=article, user=user).delete()
