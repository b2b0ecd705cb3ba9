"""Who said they would come, and who came.

This is working material of the session's teachers and facilitators for 30 days; figures only ever count it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models

from peerlearn.core.models import Timed
from rituals.enums import CheckIn, Reply
from rituals.models.ritual import Ritual
from rituals.models.session import Session

DOOR_OPENS = timedelta(minutes=15)  # before the start; from then on people are checked in


class RSVP(Timed):
    """One person's reply to one session, which became what it is at `replied_at`; the waiting list is in that order."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="rsvps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rsvps")
    reply = models.CharField(max_length=10, choices=Reply)
    replied_at = models.DateTimeField()
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person who said they would come took it back."
    )
    series_reply = models.ForeignKey(
        "SeriesReply",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rsvps",
        help_text="The reply to the whole ritual that gave it; empty for one to this date.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="replies_once_per_session")]
        indexes = [models.Index(fields=["user", "reply"], name="rsvp_user_reply")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_reply_display()}"


class SeriesReply(Timed):
    """One person's reply to every date of a ritual from `replied_at` on; a reply to one date goes before it."""

    ritual = models.ForeignKey(Ritual, on_delete=models.CASCADE, related_name="series_replies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="series_replies")
    reply = models.CharField(max_length=10, choices=Reply)
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ritual", "user"], name="replies_once_per_series")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_reply_display()}"


class Attendance(models.Model):
    """One person came to one session, for `minutes` where the meeting tool said so."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    how = models.CharField(max_length=10, choices=CheckIn)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="attends_a_session_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.session}"
