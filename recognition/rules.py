"""Who may give thanks: every colleague; what is refused besides is said in words by `services.kudos`."""

import rules

from peerlearn.people.rules import is_colleague

rules.add_perm("recognition.give_kudos", is_colleague)
