"""Your session is ready: told once, minutes after the meeting's files came in, to whoever can publish the capture.

What came by itself is told at once. Where a person put the files there, that person is at the page: the message waits
five minutes, and is not sent when the capture has been published by then.
"""

from datetime import datetime, timedelta

from knowledge.models import Article
from knowledge.notices.ready import SESSION_READY, ready_key
from knowledge.selectors.ready import what_is_ready
from peerlearn.outbox.services.messages import Draft, enqueue
from rituals.enums import SessionStatus
from rituals.selectors.in_charge import in_charge

TIME_TO_PUBLISH = timedelta(minutes=5)
WORTH_TELLING = timedelta(days=7)  # after the session


def tell_ready(article: Article, *, now: datetime) -> int:
    """Tell those who run and teach the session that its capture waits for them; returns how many are told newly."""
    session = article.session
    ready = what_is_ready(article)
    if session is None or article.published_at or session.status != SessionStatus.HELD or not ready:
        return 0
    expires_at = session.ends_at + WORTH_TELLING
    if now >= expires_at:
        return 0
    due_at = now + TIME_TO_PUBLISH if ready.by_hand else now
    people = dict.fromkeys([*in_charge(session, now), *session.teachers()])
    return enqueue(
        Draft(
            kind=SESSION_READY,
            recipient=person,
            object_key=ready_key(session.pk),
            due_at=due_at,
            expires_at=expires_at,
        )
        for person in people
        if person.is_active
    )
