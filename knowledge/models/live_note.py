"""What people write down while a session goes on: line after line, so that nobody overwrites anybody."""

from django.conf import settings
from django.db import models

from rituals.models import Session


class LiveNote(models.Model):
    """A line somebody wrote during a session. Capturing begins with all of them in their order."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="live_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
