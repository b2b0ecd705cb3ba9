"""A short share that five different colleagues copied from is worth five minutes: its author hears so once."""

from datetime import datetime, timedelta

from knowledge.models import Article
from knowledge.notices.five_minutes import MUCH_COPIED, copied_key
from knowledge.selectors.five_minutes import much_copied
from peerlearn.outbox.services.messages import Draft, enqueue

NEWS_FOR = timedelta(days=14)


def tell_much_copied(*, now: datetime) -> int:
    """Returns how many authors hear of a share for the first time."""
    return enqueue(_news(share, now) for share in much_copied().select_related("author"))


def _news(share: Article, now: datetime) -> Draft:
    return Draft(
        kind=MUCH_COPIED,
        recipient=share.author,
        object_key=copied_key(share),
        due_at=now,
        expires_at=now + NEWS_FOR,
    )
