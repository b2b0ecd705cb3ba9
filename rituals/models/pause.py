"""Days on which nobody is expected: holidays of a place, and pauses of a whole program."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed


class Holiday(models.Model):
    """A day off in one location, in the words of the people's directory."""

    location = models.CharField(_("location"), max_length=200)
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["location", "day"], name="one_holiday_a_day_and_place")]

    def __str__(self) -> str:
        return f"{self.name}, {self.location}, {self.day}"


class Pause(Timed):
    """Days on which a program's rituals do not meet, both included; without a program it is everybody's."""

    program = models.ForeignKey("Program", on_delete=models.CASCADE, null=True, blank=True, related_name="pauses")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    reason = models.CharField(_("why"), max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="pause_ends_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}, {self.first_day} – {self.last_day}"
