"""What was searched for, so that gaps show. Who asked is known only while the search lasts.

The keystrokes of one search come as many queries; those that go on from the last one replace it.
"""

from datetime import datetime, timedelta

from knowledge.models import SearchLog
from peerlearn.people.models import User

ONE_SEARCH = timedelta(minutes=1)  # a query this soon that continues the last one belongs to it
SEARCH_SESSION = timedelta(minutes=30)  # after that who asked is dropped


def note_search(query: str, *, results: int, by: User, now: datetime) -> SearchLog:
    """Keep the query and how many results it had; a query that was still being typed is overwritten."""
    last = SearchLog.objects.filter(asker=by, at__gt=now - ONE_SEARCH).order_by("-at", "-pk").first()
    if last and (query.startswith(last.query) or last.query.startswith(query)):
        last.query, last.results = query, results
        last.save(update_fields=["query", "results"])
        return last
    return SearchLog.objects.create(query=query, results=results, asker=by)


def forget_askers(*, now: datetime) -> int:
    """Drop who asked from every search that is over; returns how many."""
    return SearchLog.objects.filter(asker__isnull=False, at__lte=now - SEARCH_SESSION).update(asker=None)
