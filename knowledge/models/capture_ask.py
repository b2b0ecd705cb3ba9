"""That somebody looked for what was said in a session and asked for its capture."""

from django.db import models

from rituals.models import Session


class CaptureAsk(models.Model):
    """One person asked once. `mark` is a keyed digest of session and person: it counts who asked, and names nobody."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="capture_asks")
    mark = models.CharField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "mark"], name="asks_for_a_capture_once")]

    def __str__(self) -> str:
        return str(self.session)
