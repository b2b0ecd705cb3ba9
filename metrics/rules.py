"""Who may see the figures: those who answer for the program. What each of them sees carries no learner's name."""

from typing import Any

import rules
from django.utils import timezone

from peerlearn.core.windows import local_day
from peerlearn.people.rules import is_admin, is_colleague, is_ld_lead


@rules.predicate
def leads_a_function(user: Any) -> bool:
    """Whether `user` is the named peer-learning lead of some function today."""
    return is_colleague(user) and user.lead_assignments.on(local_day(timezone.now())).exists()


rules.add_perm("metrics.view_dashboard", is_ld_lead | is_admin | leads_a_function)
