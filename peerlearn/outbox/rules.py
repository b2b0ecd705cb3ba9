"""Who may look after what goes out."""

import rules

from peerlearn.people.rules import is_admin, is_ld_lead

rules.add_perm("outbox.manage_channels", is_admin | is_ld_lead)
rules.add_perm("outbox.review", is_admin)
