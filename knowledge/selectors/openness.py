"""Which articles somebody may find: those open to every colleague, and the closed ones that are open to them.

What a person may see besides what is open is a union over much else. Its numbers are asked for once, and stand in the
other statements of a search as a list: to plan it in each would take longer than all the rest.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.models import Article
from peerlearn.core.statements import planned_once
from peerlearn.core.windows import local_day
from peerlearn.people.models import User

Sql = tuple[str, list[Any]]

CLOSED = "closed (id) AS MATERIALIZED (SELECT unnest(%s::bigint[]))"
MAY_BE_SEEN = f"""(a.published_at IS NOT NULL AND a.visibility = '{Visibility.EVERYBODY}'
    OR a.id IN (SELECT id FROM closed))"""  # noqa: S608 -- a constant
"""A condition on the article `a` itself, in a statement that begins with `CLOSED` and its list of numbers."""


def closed_but_to(user: User) -> list[int]:
    """The articles that this person may find besides those that everybody may."""
    return [row[0] for row in planned_once(*_closed_but_to(user, local_day(timezone.now())))]


def narrowed_to(among: QuerySet[Article] | None) -> Sql:
    """A condition on the document `d` that leaves only these articles, nothing for all."""
    if among is None:
        return "", []
    sql, parameters = among.order_by().values("pk").query.sql_with_params()
    return f"AND d.article_id IN ({sql})", list(parameters)


@lru_cache(maxsize=500)
def _closed_but_to(user: User, day: date) -> tuple[str, tuple[Any, ...]]:
    """Making the statement takes longer than running it; its values are others for another person or day."""
    sql, parameters = Article.objects.visible_besides_open(user).query.sql_with_params()
    return sql, tuple(parameters)
