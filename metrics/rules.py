"""Who may see the figures: those who answer for the program. What each of them sees carries no learner's name."""

from typing import Any

import rules

from peerlearn.people.rules import is_admin, is_colleague, is_ld_lead


@rules.predicate
def leads_a_function(user: Any) -> bool:
    """Whether `user` is the named peer-learning lead of some function today."""
    return is_colleague(user) and user.leads_a_function


rules.add_perm("metrics.view_dashboard", is_ld_lead | is_admin | leads_a_function)
