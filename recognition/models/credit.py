"""The ledger of teaching: one row per fact, derived from sessions and articles, never typed in."""

from django.conf import settings
from django.db import models

from recognition.enums import CreditKind


class TeachingCredit(models.Model):
    """Re-deriving a window gives the same rows: (user, kind, session, article) is the natural key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teaching_credits")
    kind = models.CharField(max_length=10, choices=CreditKind)
    session = models.ForeignKey("rituals.Session", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    hours = models.FloatField(default=0)
    count = models.PositiveIntegerField(default=1)
    earned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "session", "article"], name="credited_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["user", "earned_at"], name="credit_user_earned")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
