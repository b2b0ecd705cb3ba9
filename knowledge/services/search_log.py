"""What was searched for, so that gaps show. Who asked is known only while the search lasts.

The keystrokes of one search come as many queries; those that go on from the last one replace it. What stays is a mark
made of the words, the person and the secret key: it counts how many people asked the same, and names nobody.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from knowledge.folding import plain
from knowledge.models import Article, SearchLog
from peerlearn.core.querysets import written_once
from peerlearn.people.models import User

ONE_SEARCH = timedelta(seconds=30)  # a query this soon that continues the last one belongs to it
SEARCH_SESSION = timedelta(minutes=30)  # after that who asked is dropped
MARK_SALT = "knowledge.search_log"


def note_search(query: str, *, results: int, by: User, now: datetime) -> SearchLog:
    """Keep the query and how many results it had; a query that was still being typed is overwritten."""
    mark = asker_mark(query, by)
    last = next(iter(_last(by, since=now - ONE_SEARCH)), None)
    if last and (query.startswith(last.query) or last.query.startswith(query)):
        last.query, last.results, last.asker_mark, last.at = query, results, mark, now
        last.save(update_fields=["query", "results", "asker_mark", "at"])
        return last
    return SearchLog.objects.create(query=query, results=results, asker=by, asker_mark=mark)


@written_once
def _last(asker: User, *, since: datetime) -> QuerySet[SearchLog]:
    return SearchLog.objects.filter(asker=asker, clicked=None, at__gt=since).order_by("-at", "-pk")[:1]


def note_click(article: Article, *, query: str, by: User, now: datetime) -> bool:
    """`by` opened `article` from the results of `query`; whether that search is known yet. The first choice counts."""
    mine = SearchLog.objects.filter(asker=by, query=query, clicked=None, at__gt=now - SEARCH_SESSION)
    last = mine.order_by("-at", "-pk").values("pk")[:1]
    return bool(SearchLog.objects.filter(pk__in=last).update(clicked=article))


def asker_mark(query: str, asker: User) -> str:
    """The same for the same words of the same person; other words give a mark that cannot be led back to it."""
    return salted_hmac(MARK_SALT, f"{asker.pk}:{plain(query)}", algorithm="sha256").hexdigest()[:32]


def forget_askers(*, now: datetime) -> int:
    """Drop who asked from every search that is over; returns how many."""
    return SearchLog.objects.filter(asker__isnull=False, at__lte=now - SEARCH_SESSION).update(asker=None)
