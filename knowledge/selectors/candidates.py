"""Who wrote about a topic: what knowledge adds when rituals look for somebody to teach."""

from django.utils.translation import gettext as _

from knowledge.enums import Visibility
from knowledge.models import Article
from peerlearn.topics.models import Topic
from rituals.signals import Candidate

WROTE = 28
MOST = 50


def writers_on(topics: dict[int, Topic]) -> list[Candidate]:
    """The authors of what everybody may read about these topics, newest first; one query."""
    articles = Article.objects.published().filter(visibility=Visibility.EVERYBODY, author__isnull=False)
    rows = articles.filter(topics__in=topics).order_by("-dated_at", "-pk").values_list("author", "topics", "title")
    words = _("Wrote “%(title)s”, on %(topic)s")
    return [
        Candidate(author, words % {"title": title, "topic": topics[topic].name}, WROTE)
        for author, topic, title in rows[:MOST]
        if topic in topics
    ]
