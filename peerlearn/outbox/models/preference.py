"""What a person wants to hear; without a row the default of the kind holds."""

from django.conf import settings
from django.db import models

from peerlearn.core.models import Timed


class Preference(Timed):
    """One person's choice about one kind of message."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=60)
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {'' if self.wanted else 'no '}{self.kind}"
