"""What a person taught, as their profile shows it. Teaching is visible to every colleague; who came is not."""

from dataclasses import dataclass

from peerlearn.people.models import User
from rituals.enums import TeachingState
from rituals.models import Session, Teaching

SESSIONS_SHOWN = 6


@dataclass(frozen=True)
class Taught:
    """`count` of all sessions taught, and the newest of those the reader may open."""

    count: int
    sessions: list[Session]


def taught_by(person: User, *, user: User) -> Taught:
    accepted = Teaching.objects.filter(user=person, state=TeachingState.ACCEPTED).values("session_id")
    held = Session.objects.held().filter(pk__in=accepted)
    newest = held.visible_to(user).order_by("-starts_at", "-pk")[:SESSIONS_SHOWN]
    return Taught(count=held.count(), sessions=list(newest))
