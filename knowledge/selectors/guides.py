"""Guides: how far one can be relied upon, and which should be looked at again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from knowledge.models import Article
from peerlearn.core.windows import local_day
from peerlearn.people.models import User

SHOWN = 100


@dataclass(frozen=True)
class Trust:
    """`verified_on` is None while nobody has found the guide right; `due` says that it should be looked at now."""

    verifier: User | None
    verified_on: date | None
    review_on: date | None
    due: bool


@dataclass(frozen=True)
class ReviewList:
    """Guides that should be looked at again, the longest due first: those that this person answers for, and others."""

    own: list[Article]
    others: list[Article]


def trust_of(guide: Article, *, now: datetime) -> Trust:
    """Whoever has left the company answers for nothing any more."""
    verifier = guide.verifier if guide.verifier and guide.verifier.is_active else None
    due = verifier is None or guide.verified_at is None or guide.review_on is None or guide.review_on <= local_day(now)
    return Trust(verifier, local_day(guide.verified_at) if guide.verified_at else None, guide.review_on, due)


def guides_to_look_at(user: User, *, now: datetime) -> ReviewList:
    """What `user` may see of them."""
    due = Article.objects.visible_to(user).to_look_at(local_day(now)).select_related("verifier")
    in_order = list(due.order_by(F("review_on").asc(nulls_first=True), "pk")[:SHOWN])
    own = [guide for guide in in_order if guide.verifier_id == user.pk]
    return ReviewList(own, [guide for guide in in_order if guide.verifier_id != user.pk])
