"""How captured knowledge is used again: opened, watched, copied, and "this helped me". Counted, never shown by name.

Each counts once a day and person. Who taught it, or completes its draft, looks after it: that is no reuse.
"""

from datetime import datetime

from django.db import connection

from knowledge.models import Article, Copied, Helped, Opening, Snippet
from peerlearn.core.windows import local_day
from peerlearn.people.models import User

SECONDS_OF_A_DAY = 24 * 60 * 60

# Two windows of one person may report at the same moment: the database adds.
_WATCHED = """
INSERT INTO knowledge_watched AS watched (article_id, user_id, day, seconds) VALUES (%s, %s, %s, %s)
ON CONFLICT (article_id, user_id, day) DO UPDATE SET seconds = least(watched.seconds + excluded.seconds, %s)
"""


def record_opening(article: Article, *, user: User, now: datetime) -> None:
    """`user` opened the article; once a day counts."""
    if _is_reuse(article, user):
        Opening.objects.bulk_create([Opening(article=article, user=user, day=local_day(now))], ignore_conflicts=True)


def record_copy(snippet: Snippet, *, user: User, now: datetime) -> None:
    """`user` copied the snippet; once a day counts."""
    if _is_reuse(snippet.article, user):
        copied = Copied(article=snippet.article, snippet=snippet, user=user, day=local_day(now))
        Copied.objects.bulk_create([copied], ignore_conflicts=True)


def record_watching(article: Article, *, user: User, seconds: int, now: datetime) -> None:
    """`user` played `seconds` more of the recording; those of a day add up, to no more than a day has."""
    if not _is_reuse(article, user):
        return
    with connection.cursor() as cursor:
        cursor.execute(_WATCHED, [article.pk, user.pk, local_day(now), seconds, SECONDS_OF_A_DAY])


def mark_helped(article: Article, *, user: User) -> None:
    """It helped `user`; said twice it is the same."""
    Helped.objects.bulk_create([Helped(article=article, user=user)], ignore_conflicts=True)


def unmark_helped(article: Article, *, user: User) -> None:
    """Takes "this helped me" back."""
    Helped.objects.filter(article=article, user=user).delete()


def _is_reuse(article: Article, user: User) -> bool:
    return article.published_at is not None and user not in article.teachers()
