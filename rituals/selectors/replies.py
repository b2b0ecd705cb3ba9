"""What one person replied to whole rituals."""

from peerlearn.people.models import User
from rituals.enums import COMES
from rituals.models import Ritual


def comes_to_all(user: User, ritual: Ritual) -> bool:
    """Whether `user` said they come to every date of `ritual`."""
    return ritual.series_replies.filter(user=user, reply__in=COMES).exists()
