"""Communities of practice: whoever joins comes to all dates until they say otherwise, and is named as a member."""

from datetime import datetime

from django.db import transaction

from peerlearn.people.models import User
from rituals.enums import Audience, Reply
from rituals.models import Ritual
from rituals.services.calendar_invitations import tell_person
from rituals.services.series_replies import reply_to_series, take_replies_back


@transaction.atomic
def join_community(community: Ritual, *, by: User, now: datetime) -> None:
    """`by` is a member and comes to every date; joining again changes nothing."""
    community.members.add(by)
    reply_to_series(community, by=by, reply=Reply.ACCEPTED, now=now)


@transaction.atomic
def leave_community(community: Ritual, *, by: User, now: datetime) -> None:
    """`by` is no member any more.

    Dates they replied to one by one stay as they are, unless these are for members only.
    """
    if community.members.filter(pk=by.pk).exists():
        if community.audience == Audience.MEMBERS:
            take_replies_back(community, by=by, now=now)
        else:
            reply_to_series(community, by=by, reply=Reply.DECLINED, now=now)
        community.members.remove(by)
        tell_person(by.pk, community.pk, now=now)
