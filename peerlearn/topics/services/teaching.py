"""How a topic is taught: who looks after it, who reviews it, and whether only formal training may teach it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from peerlearn.people.models import User
from peerlearn.topics.models import Topic


@transaction.atomic
def set_teaching(
    topic: Topic,
    *,
    by: User,
    formal_training_url: str,
    formal_only: bool,
    owners: Iterable[User],
    reviewers: Iterable[User],
    now: datetime,
) -> Topic:
    """Keep the answers; a lock that is there already keeps who set it and when."""
    changed = Topic.objects.select_for_update().get(pk=topic.pk)
    changed.formal_training_url = formal_training_url
    if not formal_only:
        changed.formal_only_since = changed.formal_only_by = None
    elif changed.formal_only_since is None:
        changed.formal_only_since, changed.formal_only_by = now, by
    changed.save()
    changed.owners.set(owners)
    changed.reviewers.set(reviewers)
    return changed
