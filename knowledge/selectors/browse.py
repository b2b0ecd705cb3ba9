"""Looking around without a question: what is new, in which topics, of which kind."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from knowledge.enums import ArticleKind, Visibility
from knowledge.models import Article
from knowledge.models.article import ArticleQuerySet
from peerlearn.core.querysets import written_once
from peerlearn.core.windows import local_midnight
from peerlearn.people.models import User
from peerlearn.people.models.user import UserQuerySet
from peerlearn.topics.models import Follow, Topic
from rituals.enums import TeachingState
from rituals.models import Teaching

PAGE = 20
TOPICS = 30
CAPTURES = 7  # on the first page
NEW = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Shelf:
    """A page of articles, newest first; `older` is the number of the last one when there are more."""

    articles: tuple[Article, ...]
    older: int | None


def newest(user: User, *, topic: str = "", kind: str = "", before: int | None = None) -> Shelf:
    """What was captured or written lately, from the one after article number `before` on."""
    last = Article.objects.filter(pk=before).values_list("dated_at", flat=True).first() if before else None
    found = _newest(user, topic or None, kind if kind in ArticleKind.values else None, last, before if last else None)
    shown = tuple(found[:PAGE])
    return Shelf(shown, shown[-1].pk if len(found) > PAGE else None)


@written_once
def _newest(
    user: User, topic: str | None, kind: str | None, last: datetime | None, before: int | None
) -> QuerySet[Article]:
    """A page and one more, after the article `before` of the instant `last`."""
    articles = Article.objects.visible_to(user).published()
    if topic is not None:
        articles = articles.filter(topics__slug=topic)
    if kind is not None:
        articles = articles.filter(kind=kind)
    if last is not None:
        articles = articles.filter(Q(dated_at__lt=last) | Q(dated_at=last, pk__lt=before))
    return articles.order_by("-dated_at", "-pk").for_lists()[: PAGE + 1]


def busiest_topics() -> QuerySet[Topic]:
    """The topics with the most articles that every colleague may see, `size` of them each."""
    open_articles = Q(articles__published_at__isnull=False, articles__visibility=Visibility.EVERYBODY)
    counted = Topic.objects.annotate(size=Count("articles", filter=open_articles)).filter(size__gt=0)
    return counted.order_by("-size", "key")[:TOPICS]


def joined_by(user: User, *, size: int = PAGE) -> list[Article]:
    """What was kept of the sessions that somebody joined, newest first."""
    joined = Article.objects.visible_to(user).published().filter(session__attendances__user=user)
    return list(joined.order_by("-dated_at", "-pk").for_lists()[:size])


@written_once
def new_in_followed(user: User, since: datetime) -> QuerySet[Article]:
    """What others published since then on topics that `user` follows, newest first."""
    return _in_followed(user, since).for_lists()[:NEW]


def week_in_followed(user: User, monday: date) -> ArticleQuerySet:
    """What others published from that Monday to the Sunday after it on topics that `user` follows, newest first."""
    return _in_followed(user, local_midnight(monday)).filter(published_at__lt=local_midnight(monday + WEEK))


def followers_with_news(monday: date) -> UserQuerySet:
    """Active people who follow a topic on which something was published in that week; not all may see it."""
    week = Article.objects.filter(
        published_at__gte=local_midnight(monday), published_at__lt=local_midnight(monday + WEEK)
    )
    return User.objects.active().filter(Exists(week.filter(topics__follows__user=OuterRef("pk"))))


def _in_followed(user: User, since: datetime) -> ArticleQuerySet:
    followed = Follow.objects.filter(user=user, topic__articles=OuterRef("pk"))
    new = Article.objects.visible_to(user).filter(Exists(followed), published_at__gte=since)
    return new.exclude(pk__in=Article.objects.taught_by(user.pk).values("pk")).order_by("-published_at", "-pk")


def new_captures_for(user: User) -> list[Article]:
    """New captures, those of one's own function first, then those of everybody."""
    own = _captures(user, user.function_id, own=True) if user.function_id else []
    rest = _captures(user, user.function_id, own=False) if len(own) < CAPTURES else []
    return [*own, *rest][:CAPTURES]


@written_once
def _captures(user: User, function_id: int | None, *, own: bool) -> QuerySet[Article]:
    """Those that somebody of the function taught, or all others; without a function all."""
    captures = Article.objects.visible_to(user).published().filter(kind=ArticleKind.SESSION)
    if function_id is not None:
        of_function = Teaching.objects.filter(
            session=OuterRef("session"), state=TeachingState.ACCEPTED, user__function=function_id
        )
        captures = captures.filter(Exists(of_function) if own else ~Exists(of_function))
    return captures.order_by("-dated_at", "-pk").for_lists()[:CAPTURES]
