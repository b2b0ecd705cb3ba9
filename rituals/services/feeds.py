"""A person's own calendar feed: an address with a secret of which only a digest is kept."""

import secrets

from peerlearn.people.models import User
from rituals.models import FeedToken
from rituals.models.feed import digest_of


def renew_feed(user: User) -> str:
    """Make the person's feed, or a new secret for it; the former address stops working. Returns the secret, once."""
    token = secrets.token_urlsafe(32)
    FeedToken.objects.update_or_create(user=user, defaults={"digest": digest_of(token)})
    return token


def revoke_feed(user: User) -> None:
    """The person's address stops working, and none takes its place."""
    FeedToken.objects.filter(user=user).delete()
