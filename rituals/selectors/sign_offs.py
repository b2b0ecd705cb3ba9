"""Whether colleagues may teach it: what needs an expert's sign-off, who may give it, and who did.

Colleagues teach tools, tactics, workflows and experience best. Foundations, compliance, safety, legal questions and
security are for formal training, and are taught here only with a named expert who signs off.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.enums import NEEDS_REVIEW, RitualKind
from rituals.models import Program, Session, SignOff

WITH_SIGN_OFFS = Prefetch("sign_offs", SignOff.objects.select_related("reviewer").order_by("asked_at", "pk"))


@dataclass(frozen=True)
class SignOffState:
    """Where the question stands. `approved`, `refused` and `waiting` are the answers, and who is asked."""

    needed: bool
    approved: SignOff | None = None
    refused: SignOff | None = None
    waiting: SignOff | None = None

    @property
    def clear(self) -> bool:
        """Whether the session may take place and be published as far as experts are concerned."""
        return not self.needed or self.approved is not None


def sign_off_state(session: Session) -> SignOffState:
    """Reads the prefetched talks and sign-offs (`WITH_SIGN_OFFS`) when there are any."""
    if not needs_review(session):
        return SignOffState(needed=False)
    asked = list(session.sign_offs.all())
    return SignOffState(
        needed=True,
        approved=next((one for one in asked if one.approved_at), None),
        refused=next((one for one in asked if one.answered_at and not one.approved_at), None),
        waiting=next((one for one in reversed(asked) if one.answered_at is None), None),
    )


def needs_review(session: Session) -> bool:
    """Whether the session, or one of its talks, is about something where a wrong answer is dangerous."""
    talks = session.talks.all() if session.kind == RitualKind.DEMO_DAY else ()
    return session.suitability in NEEDS_REVIEW or any(talk.suitability in NEEDS_REVIEW for talk in talks)


def approved_by(session: Session) -> User | None:
    """The expert whose name stands beside everything that is published of the session."""
    approved = sign_off_state(session).approved
    return approved.reviewer if approved else None


def reviewers_for(topics: Iterable[Topic], program: Program | None) -> list[User]:
    """Who may sign off, in the order in which they are asked: reviewers of the topics, their owners, the program's."""
    keys = [topic.pk for topic in topics]
    found = [
        *User.objects.active().filter(reviewed_topics__in=keys).by_name(),
        *User.objects.active().filter(owned_topics__in=keys).by_name(),
        *(program.reviewers.active().by_name() if program else ()),
    ]
    return list(dict.fromkeys(found))


def formal_training_of(topics: Iterable[Topic]) -> list[Topic]:
    """The topics that say where their formal training is."""
    return [topic for topic in topics if topic.formal_training_url]
