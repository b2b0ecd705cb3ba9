"""Sessions that were held and are not captured yet, the most urgent first, with who can still add what.

Everybody sees what they taught or whose ritual they run; who answers for the whole program sees all that they may see.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from knowledge.selectors.checklist import checklist_of
from knowledge.selectors.owed import Owed, owed_by
from peerlearn.people.models import User
from peerlearn.people.rules import is_admin, is_ld_lead
from rituals.enums import CapturePolicy, TeachingState
from rituals.models import Session, Teaching
from rituals.models.ritual import runs
from rituals.models.session import SessionQuerySet

SHOWN = 100


@dataclass(frozen=True)
class Waiting:
    """A session without its capture; `missing` is what its policy asks for, `people` who can still add which parts."""

    session: Session
    missing: tuple[str, ...]
    people: tuple[tuple[User, str], ...]
    late: bool


def capture_queue(user: User, *, now: datetime) -> list[Waiting]:
    """At most a hundred; the query count does not depend on how many there are."""
    return [_waiting(owed, now) for owed in owed_by(waiting_for(user)[:SHOWN], now=now)]


def is_longer(user: User) -> bool:
    """Whether more wait than the queue shows."""
    return waiting_for(user)[SHOWN:].exists()


def waiting_for(user: User) -> SessionQuerySet:
    """The sessions whose capture this person may complete, by their deadline."""
    owing = capturable(user).filter(captured_at=None).exclude(capture_policy=CapturePolicy.NONE)
    return owing.select_related("ritual").order_by("capture_due_at", "pk")


def capturable(user: User) -> SessionQuerySet:
    """The held sessions whose capture this person may change."""
    held = Session.objects.visible_to(user).held()
    if is_ld_lead(user) or is_admin(user):
        return held
    taught = Teaching.objects.filter(user=user, state=TeachingState.ACCEPTED).values("session_id")
    return held.filter(Q(pk__in=taught) | runs(user, "ritual_id"))


def _waiting(owed: Owed, now: datetime) -> Waiting:
    people = dict.fromkeys([*owed.runs, *owed.teachers])
    parts = ((person, ", ".join(owed.parts_of(person))) for person in people)
    missing = checklist_of(CapturePolicy(owed.session.capture_policy), owed.parts).missing
    due_at = owed.session.capture_due_at
    return Waiting(owed.session, missing, tuple(pair for pair in parts if pair[1]), bool(due_at and due_at < now))
