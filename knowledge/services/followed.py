"""Whoever follows topics hears once a week what is new on them."""

from datetime import datetime, timedelta

from knowledge.notices.followed import NEW_IN_FOLLOWED, week_key
from knowledge.selectors.browse import followers_with_news
from peerlearn.core.windows import local_day
from peerlearn.outbox.services.messages import Draft, enqueue

TOLD_FOR = timedelta(days=7)


def tell_followers(*, now: datetime) -> int:
    """Tell of the last whole week, from Monday to Sunday; returns how many people hear of it for the first time.

    What each of them may see is asked right before it is told.
    """
    today = local_day(now)
    monday = today - timedelta(days=today.weekday() + 7)
    return enqueue(
        Draft(
            kind=NEW_IN_FOLLOWED,
            recipient=reader,
            object_key=week_key(reader.pk, monday),
            due_at=now,
            expires_at=now + TOLD_FOR,
        )
        for reader in followers_with_news(monday)
    )
