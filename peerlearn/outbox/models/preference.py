"""What a person wants to hear, and when; without a row the defaults hold."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from peerlearn.outbox.enums import Way


class Preference(Timed):
    """One person's choice about one kind of message; what is wanted may wait for the digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=60)
    wanted = models.BooleanField()
    in_digest = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.way}"

    @property
    def way(self) -> Way:
        if not self.wanted:
            return Way.NEVER
        return Way.DIGEST if self.in_digest else Way.AT_ONCE


class ReadingHours(Timed):
    """When a person wants to be left alone, and the day of their digest (0 = Monday), on the clock of their zone.

    The same hour twice means no quiet hours.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_hours")
    quiet_from = models.TimeField(_("quiet from"), default=time(20))
    quiet_until = models.TimeField(_("until"), default=time(7))
    digest_weekday = models.PositiveSmallIntegerField(_("day of the digest"), choices=list(WEEKDAYS.items()), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(digest_weekday__lte=6), name="digest_comes_on_a_weekday")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.quiet_from}–{self.quiet_until}"
