""" "Outdated": readers say that something is not true any more; the second of them has its author asked, once.

Whoever answers for it looks at it and settles all marks at once, after a change or because it is still right. Search
counts open marks among its priors.
"""

from datetime import datetime, timedelta

from django.db import transaction

from knowledge.models import Article, OutdatedMark
from knowledge.notices.outdated import CALLED_OUTDATED, outdated_key
from knowledge.selectors.outdated import ENOUGH, who_answers_for
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

NEWS_FOR = timedelta(days=30)


@transaction.atomic
def mark_outdated(article: Article, *, by: User, note: str = "", now: datetime) -> OutdatedMark:
    """Say so, or say it in other words; one mark a person."""
    mark, _ = OutdatedMark.objects.update_or_create(article=article, user=by, settled_at=None, defaults={"note": note})
    if article.outdated_marks.filter(settled_at=None).count() >= ENOUGH:
        enqueue(
            Draft(
                kind=CALLED_OUTDATED,
                recipient=person,
                object_key=outdated_key(article),
                due_at=now,
                expires_at=now + NEWS_FOR,
                seq=article.outdated_marks.exclude(settled_at=None).count(),
            )
            for person in who_answers_for(article)
        )
    return mark


def take_mark_back(article: Article, *, by: User) -> None:
    """Not outdated after all, says who said so."""
    article.outdated_marks.filter(user=by, settled_at=None).delete()


def settle_marks(article: Article, *, by: User, now: datetime) -> int:
    """`by` has looked at what readers said; returns how many marks that were."""
    return article.outdated_marks.filter(settled_at=None).update(settled_at=now, settled_by=by)
