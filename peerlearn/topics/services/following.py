"""Following a topic: what is new on it stands on one's first page."""

from peerlearn.people.models import User
from peerlearn.topics.models import Follow, Topic


def follow(topic: Topic, user: User) -> None:
    """Following twice is following once."""
    Follow.objects.bulk_create([Follow(topic=topic, user=user)], ignore_conflicts=True)


def unfollow(topic: Topic, user: User) -> None:
    Follow.objects.filter(topic=topic, user=user).delete()
