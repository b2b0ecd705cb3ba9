"""How captured knowledge is used again: opened, counted once a person and day, and "this helped me", once a person."""

from datetime import datetime

from knowledge.models import Article, Helped, Opening
from peerlearn.core.windows import local_day
from peerlearn.people.models import User


def record_opening(article: Article, *, user: User, now: datetime) -> None:
    """Note that `user` opened the article on the organisation's day of `now`."""
    Opening.objects.bulk_create([Opening(article=article, user=user, day=local_day(now))], ignore_conflicts=True)


def mark_helped(article: Article, *, user: User) -> None:
    Helped.objects.bulk_create([Helped(article=article, user=user)], ignore_conflicts=True)


def unmark_helped(article: Article, *, user: User) -> None:
    Helped.objects.filter(article=article, user=user).delete()
