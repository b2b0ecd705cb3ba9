"""A time in which nothing goes out: from a restore until somebody has looked at what waits."""

from django.conf import settings
from django.db import models


class Hold(models.Model):
    """While one of these is not released, no message is taken. `saved_at` is the moment of the backup."""

    since = models.DateTimeField(help_text="What was due before is too late when it is reviewed.")
    saved_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Held since {self.since}"
