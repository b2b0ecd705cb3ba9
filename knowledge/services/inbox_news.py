"""Something came by itself and is part of a capture: whoever runs or teaches the session hears of it once a day."""

from datetime import datetime, timedelta

from knowledge.models import InboxItem
from knowledge.notices.inbox import INBOX_FILED, inbox_key
from peerlearn.outbox.services.messages import Draft, enqueue
from rituals.selectors.in_charge import in_charge

MORE_MAY_COME = timedelta(minutes=10)  # a recording, its transcript and the chat are told of together
WORTH_TELLING = timedelta(days=7)


def tell_filed(item: InboxItem, *, now: datetime) -> int:
    """Returns how many people are told newly. Whoever sent it is told too: a sender may be forged."""
    session = item.session
    if session is None:
        return 0
    people = dict.fromkeys([*in_charge(session, now), *session.teachers()])
    return enqueue(
        Draft(
            kind=INBOX_FILED,
            recipient=person,
            object_key=inbox_key(session.pk, now),
            due_at=now + MORE_MAY_COME,
            expires_at=now + WORTH_TELLING,
        )
        for person in people
        if person.is_active
    )
