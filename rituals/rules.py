"""Who may do what with rituals and sessions.

Membership questions (is facilitator, teaches) stand here once; templates, views and the API ask for the permissions.
"""

from typing import Any

import rules

from peerlearn.people.models import User
from peerlearn.people.rules import is_colleague
from rituals.enums import TeachingState


@rules.predicate
def is_facilitator(user: User, ritual: Any) -> bool:
    """Whether `user` runs `ritual`; reads the prefetched facilitations when there are any."""
    return any(facilitation.user_id == user.pk for facilitation in ritual.facilitations.all())


@rules.predicate
def facilitates_session(user: User, session: Any) -> bool:
    return session.ritual is not None and is_facilitator(user, session.ritual)


@rules.predicate
def teaches(user: User, session: Any) -> bool:
    """Whether `user` has accepted to teach in `session`."""
    return any(
        teaching.user_id == user.pk and teaching.state == TeachingState.ACCEPTED for teaching in session.teachings.all()
    )


runs_session = teaches | facilitates_session

rules.add_perm("rituals.create_ritual", is_colleague)
rules.add_perm("rituals.change_ritual", is_colleague & is_facilitator)
rules.add_perm("rituals.run_session", is_colleague & runs_session)
rules.add_perm("rituals.claim_slot", is_colleague)
rules.add_perm("rituals.reply_to_session", is_colleague)
