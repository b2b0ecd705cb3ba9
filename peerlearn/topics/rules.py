"""Who may say how a topic is taught: whoever looks after it, and who runs the program."""

from typing import Any

import rules

from peerlearn.people.models import User
from peerlearn.people.rules import is_admin, is_colleague, is_ld_lead


@rules.predicate
def owns_topic(user: User, topic: Any) -> bool:
    return any(owner.pk == user.pk for owner in topic.owners.all())


rules.add_perm("topics.change_topic", is_colleague & (owns_topic | is_ld_lead | is_admin))
