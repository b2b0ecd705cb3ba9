"""How far what was found can be relied upon, in the result line itself.

Guides have a verifier and a day of review; what was said or shared is a record with a date, whose age is shown. Readers
may have called either outdated. What it did for colleagues is counted, never named.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from knowledge.enums import ArticleKind
from knowledge.models import Article, Copied, Helped, OutdatedMark
from knowledge.selectors.uncaptured import sessions_without_words
from peerlearn.core.querysets import one_of, written_once
from peerlearn.core.windows import local_day

FRESH = timedelta(days=60)


@dataclass(frozen=True)
class Standing:
    """`age` is empty for guides. `review_was` is the day a guide should have been looked at again, when it has passed.

    `helped` and `copied` count people, `outdated` the readers whose mark nobody has looked at yet. `lacks_words` says
    of a session that its transcript is owed and not there.
    """

    verified_on: date | None = None
    review_was: date | None = None
    age: str = ""
    fresh: bool = False
    outdated: int = 0
    helped: int = 0
    copied: int = 0
    lacks_words: bool = False


def standings(article_ids: list[int], *, now: datetime) -> dict[int, Standing]:
    """Of each of these articles, in one query."""
    return {row[0]: _standing(*row[1:], now=now) for row in _counted(article_ids)}


@written_once
def _counted(article_ids: list[int]) -> "QuerySet[Article, tuple[Any, ...]]":
    counted = Article.objects.filter(one_of("pk", article_ids)).annotate(
        times_helped=_people(Helped.objects.all()),
        times_copied=_people(Copied.objects.all()),
        times_outdated=_people(OutdatedMark.objects.filter(settled_at=None)),
        owes_words=Exists(sessions_without_words().filter(article=OuterRef("pk"))),
    )
    return counted.values_list(
        "pk",
        "kind",
        "dated_at",
        "verified_at",
        "review_on",
        "times_outdated",
        "times_helped",
        "times_copied",
        "owes_words",
    )


def _people(rows: "QuerySet[Helped] | QuerySet[Copied] | QuerySet[OutdatedMark]") -> Coalesce:
    """How many different people left such a row at the article."""
    counted = rows.filter(article=OuterRef("pk")).order_by().values("article")
    people = counted.annotate(people=Count("user", distinct=True)).values("people")
    return Coalesce(Subquery(people, output_field=IntegerField()), Value(0))


def _standing(
    kind: str,
    dated_at: datetime,
    verified_at: datetime | None,
    review_on: date | None,
    outdated: int,
    helped: int,
    copied: int,
    lacks_words: bool,
    *,
    now: datetime,
) -> Standing:
    is_guide = kind == ArticleKind.GUIDE
    overdue = is_guide and review_on is not None and review_on < local_day(now)
    return Standing(
        verified_on=local_day(verified_at) if is_guide and verified_at else None,
        review_was=review_on if overdue else None,
        age="" if is_guide else _age(dated_at, now),
        fresh=now - dated_at < FRESH,
        outdated=outdated,
        helped=helped,
        copied=copied,
        lacks_words=lacks_words,
    )


def _age(dated_at: datetime, now: datetime) -> str:
    """In its largest unit: "3 weeks old"."""
    if now - dated_at < timedelta(days=1):
        return _("of today")
    return _("%(time)s old") % {"time": timesince(dated_at, now, depth=1)}
