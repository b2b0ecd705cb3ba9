"""The secret address under which a person's calendar program reads their sessions."""

import hashlib

from django.conf import settings
from django.db import models


def digest_of(token: str) -> str:
    """What is kept of a feed's secret; the secret itself is shown once and never stored."""
    return hashlib.sha256(token.encode()).hexdigest()


class FeedToken(models.Model):
    """A person has one feed; renewing it makes the former address answer 404."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_token")
    digest = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.user)
