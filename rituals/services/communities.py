"""Communities of practice: whoever joins comes to all dates until they say otherwise, and is named as a member."""

from datetime import datetime

from django.db import transaction

from peerlearn.people.models import User
from rituals.enums import Reply
from rituals.models import Ritual
from rituals.services.series_replies import reply_to_series


@transaction.atomic
def join_community(community: Ritual, *, by: User, now: datetime) -> None:
    """`by` is a member and comes to every date; joining again changes nothing."""
    community.members.add(by)
    reply_to_series(community, by=by, reply=Reply.ACCEPTED, now=now)


@transaction.atomic
def leave_community(community: Ritual, *, by: User, now: datetime) -> None:
    """`by` is no member any more; dates they replied to one by one stay as they are."""
    if community.members.filter(pk=by.pk).exists():
        reply_to_series(community, by=by, reply=Reply.DECLINED, now=now)
        community.members.remove(by)
