"""Short shares that many copied from: their authors could show them, and where that would be possible."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from knowledge.enums import ArticleKind
from knowledge.models import Article
from knowledge.models.article import ArticleQuerySet
from peerlearn.people.models import User
from rituals.enums import RitualKind
from rituals.models import Session, Talk
from rituals.selectors.requests import open_slots

ENOUGH_PEOPLE = 5
SHOWN = 3


@dataclass(frozen=True)
class Places:
    """Where something can be shown: demo days that are to come, and open slots, soonest first."""

    demo_days: list[Session]
    slots: list[Session]


def much_copied() -> ArticleQuerySet:
    """Short shares from which five different colleagues copied, and which their author has not shown."""
    others = ~Q(copied__user=F("author"))
    shares = Article.objects.published().filter(kind=ArticleKind.TIL, author__is_active=True)
    counted = shares.annotate(people=Count("copied__user", distinct=True, filter=others))
    shown = Talk.objects.filter(teacher=OuterRef("author"), title=OuterRef("title"))
    taught = Session.objects.filter(teachings__user=OuterRef("author"), title=OuterRef("title"))
    return counted.filter(~Exists(shown), ~Exists(taught), people__gte=ENOUGH_PEOPLE)


def copied_by(article: Article, *, author: User) -> int | None:
    """How many colleagues copied from a share of `author`; None while that is no reason to show it."""
    if article.kind != ArticleKind.TIL or article.author_id != author.pk:
        return None
    return people_who_copied(article) if much_copied().filter(pk=article.pk).exists() else None


def people_who_copied(share: Article) -> int:
    """How many different colleagues of its author."""
    return share.copied.exclude(user=share.author_id).values("user").distinct().count()


def places_to_show(user: User, *, now: datetime) -> Places:
    """Those that `user` may come to."""
    days = Session.objects.visible_to(user).upcoming(now).filter(kind=RitualKind.DEMO_DAY, starts_at__gt=now)
    slots = [slot for slot in open_slots(user, now=now) if slot.kind != RitualKind.DEMO_DAY]
    return Places(list(days.select_related("ritual")[:SHOWN]), slots[:SHOWN])
