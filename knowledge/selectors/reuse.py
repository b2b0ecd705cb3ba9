"""What captured knowledge did after it was kept, as counts for those who taught it. Nobody learns who it was.

Opened, watched for two minutes on a day, copied, said to have helped, and chosen among search results. It taught those
who watched, copied or were helped; to open it is only to look. The total of one article is told whatever its size; how
many of those people had not joined yet is told only where neither they nor the others are fewer than five.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from knowledge.models import Article
from peerlearn.core.privacy import may_be_told_apart
from peerlearn.people.models import User

ENOUGH_SECONDS = 120
LISTED = 6


@dataclass(frozen=True)
class Uses:
    """How many different people opened, watched, copied, were helped, and how often a search led there.

    `taught` counts those who watched, copied or were helped; `joined_later` those of them hired after it was given.
    """

    opened: int = 0
    watched: int = 0
    copied: int = 0
    helped: int = 0
    found: int = 0
    taught: int = 0
    joined_later: int = 0

    @property
    def newcomers(self) -> int:
        """`joined_later` as far as it may be told, else 0."""
        return self.joined_later if may_be_told_apart(self.joined_later, self.taught) else 0


@dataclass(frozen=True)
class Reuse:
    """All of it, and month by month with the newest first; a person counts once in each month."""

    total: Uses
    months: list[tuple[date, Uses]]


@dataclass(frozen=True)
class Taught:
    """What somebody's articles did together, and the articles that did most."""

    total: Uses
    articles: list[tuple[Article, Uses]]


@dataclass(frozen=True)
class Week:
    """How many different people somebody's articles taught in seven days, and until now."""

    taught: int
    total: Uses


def reuse_of(article: Article) -> Reuse:
    """How an article was used again, in one query."""
    rows = _rows([article.pk], by="date_trunc('month', used.day)::date")
    counted = dict(rows)
    total = counted.pop(None, Uses())
    return Reuse(total, sorted(counted.items(), reverse=True))


def still_teaching(user: User) -> Taught:
    """What the articles of `user` did, in a number of queries that does not grow with them."""
    mine = Article.objects.published().taught_by(user.pk)
    rows = _rows(mine.values_list("pk", flat=True), by="used.article_id")
    counted = dict(rows)
    total = counted.pop(None, Uses())
    most = sorted(counted, key=lambda pk: (-counted[pk].taught, -counted[pk].opened, -pk))[:LISTED]
    articles = Article.objects.in_bulk(most)
    return Taught(total, [(articles[pk], counted[pk]) for pk in most])


def weeks_of_teachers(monday: date, *, only: User | None = None) -> dict[int, Week]:
    """Whoever's articles taught anybody in the week that begins on `monday`, by their number; one query for all."""
    values: dict[str, Any] = {
        "zone": settings.ORG_TIME_ZONE,
        "enough": ENOUGH_SECONDS,
        "first": monday,
        "next": monday + timedelta(days=7),
        "only": only.pk if only else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAUGHT_IN_WEEK, values)
        return {
            teacher: Week(in_week, Uses(taught=taught, joined_later=later))
            for teacher, in_week, taught, later in cursor.fetchall()
        }


def _rows(articles: Iterable[int], *, by: str) -> list[tuple[Any, Uses]]:
    """The uses of the articles for each value of the SQL expression `by`, and under None for all of them together."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"articles": list(articles), "zone": settings.ORG_TIME_ZONE, "enough": ENOUGH_SECONDS}
        cursor.execute(_COUNTED.format(by=by), values)
        return [(row[0], Uses(*row[1:])) for row in cursor.fetchall()]


_LEARNED = """
    SELECT article_id, user_id, day, 'watched' FROM knowledge_watched WHERE seconds >= %(enough)s
    UNION ALL
    SELECT article_id, user_id, day, 'copied' FROM knowledge_copied
    UNION ALL
    SELECT article_id, user_id, (at AT TIME ZONE %(zone)s)::date, 'helped' FROM knowledge_helped"""
_BY_OTHERS = """
NOT EXISTS (
    SELECT 1 FROM rituals_teaching teaching
    WHERE teaching.session_id = article.session_id AND teaching.user_id = used.user_id AND teaching.state = 'accepted'
)"""
_COUNTED = f"""
WITH article AS (
    SELECT id, session_id, author_id, (dated_at AT TIME ZONE %(zone)s)::date AS given_on
    FROM knowledge_article WHERE id = ANY(%(articles)s)
), used (article_id, user_id, day, way) AS (
    SELECT article_id, user_id, day, 'opened' FROM knowledge_opening
    UNION ALL{_LEARNED}
    UNION ALL
    SELECT clicked_id, NULL, (at AT TIME ZONE %(zone)s)::date, 'found' FROM knowledge_searchlog
), learned (way) AS (VALUES ('watched'), ('copied'), ('helped'))
SELECT {{by}},
    count(DISTINCT used.user_id) FILTER (WHERE used.way = 'opened'),
    count(DISTINCT used.user_id) FILTER (WHERE used.way = 'watched'),
    count(DISTINCT used.user_id) FILTER (WHERE used.way = 'copied'),
    count(DISTINCT used.user_id) FILTER (WHERE used.way = 'helped'),
    count(*) FILTER (WHERE used.way = 'found'),
    count(DISTINCT used.user_id) FILTER (WHERE learned.way IS NOT NULL),
    count(DISTINCT used.user_id) FILTER (WHERE learned.way IS NOT NULL AND person.start_date > article.given_on)
FROM article
JOIN used ON used.article_id = article.id
LEFT JOIN learned ON learned.way = used.way
LEFT JOIN people_user person ON person.id = used.user_id
WHERE {_BY_OTHERS}
GROUP BY GROUPING SETS ((), ({{by}}))"""  # noqa: S608 -- values are parameters
_TAUGHT_IN_WEEK = f"""
WITH article AS (
    SELECT teaching.user_id AS teacher_id, article.id, article.session_id, article.dated_at
    FROM knowledge_article article
    JOIN rituals_teaching teaching ON teaching.session_id = article.session_id AND teaching.state = 'accepted'
    WHERE article.published_at IS NOT NULL
    UNION ALL
    SELECT author_id, id, NULL, dated_at FROM knowledge_article WHERE session_id IS NULL AND published_at IS NOT NULL
), used (article_id, user_id, day, way) AS ({_LEARNED})
SELECT article.teacher_id,
    count(DISTINCT used.user_id) FILTER (WHERE used.day >= %(first)s AND used.day < %(next)s),
    count(DISTINCT used.user_id),
    count(DISTINCT used.user_id) FILTER (WHERE person.start_date > (article.dated_at AT TIME ZONE %(zone)s)::date)
FROM article
JOIN used ON used.article_id = article.id
JOIN people_user person ON person.id = used.user_id
JOIN people_user teacher ON teacher.id = article.teacher_id AND teacher.is_active
WHERE (%(only)s::bigint IS NULL OR teacher.id = %(only)s) AND {_BY_OTHERS}
GROUP BY article.teacher_id
HAVING count(*) FILTER (WHERE used.day >= %(first)s AND used.day < %(next)s) > 0"""  # noqa: S608 -- values are parameters
