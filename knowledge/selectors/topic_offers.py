"""Topics by a part of a name, for fields in which somebody types what something is about."""

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from knowledge.models import Article
from peerlearn.people.models import User
from peerlearn.topics.models import Synonym, Topic, topic_key
from rituals.models import Session

MOST = 8
SHORTEST = 2


def topics_like(typed: str, user: User) -> QuerySet[Topic]:
    """At most eight topics with `typed` in their name or another one, which is `also` then; one query.

    Those that begin like it come first. What only things are about that `user` may not see is not offered: the name of
    a closed circle's topic would tell about it.
    """
    part = topic_key(typed)
    if len(part) < SHORTEST:
        return Topic.objects.none()
    other = Synonym.objects.filter(topic=OuterRef("pk"), key__contains=part).order_by("key").values("word")[:1]
    named = Q(key__contains=part)
    return (
        Topic.objects.annotate(other=Subquery(other))
        .filter(named | Q(other__isnull=False), _open_to(user))
        .annotate(
            also=Case(When(named, then=None), default=F("other")),
            begins=Case(When(key__startswith=part, then=True), default=Value(False), output_field=BooleanField()),
        )
        .order_by("-begins", "key")[:MOST]
    )


def _open_to(user: User) -> Q:
    """Something that the person may see is filed under the topic, or nothing at all."""
    articles, sessions = Article.objects.filter(topics=OuterRef("pk")), Session.objects.filter(topics=OuterRef("pk"))
    seen = Q(Exists(articles.visible_to(user))) | Q(Exists(sessions.visible_to(user)))
    return seen | Q(~Exists(articles), ~Exists(sessions))
