"""A person's choice of what they want to hear. It counts at the moment of sending."""

from peerlearn.outbox.models import Preference
from peerlearn.people.models import User


def set_wanted(user: User, kind: str, wanted: bool) -> Preference:
    """Note the choice; the last one counts."""
    preference, _ = Preference.objects.update_or_create(user=user, kind=kind, defaults={"wanted": wanted})
    return preference
