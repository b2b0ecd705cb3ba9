"""What a person's own calendar was last told about a session or a series."""

from django.conf import settings
from django.db import models

from peerlearn.core.models import Timed
from rituals.models.ritual import Ritual
from rituals.models.session import Session


class CalendarInvitation(Timed):
    """The newest iTIP message (RFC 5546) to one person about one UID and, inside a series, one occurrence.

    Kept so that the next one can say from when to when something moved, and so that what was never sent is never
    cancelled. `ritual` is set for a series and its occurrences, else `session`; `sequence`, the times and, for a whole
    series, `rrule` and `time_zone` are those of that message.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_invitations")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    ritual = models.ForeignKey(Ritual, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    uid = models.CharField(max_length=100)
    recurrence_id = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField()
    cancelled = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=500, blank=True)
    rrule = models.CharField(max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "uid", "recurrence_id"], name="one_invitation_an_entry", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(session__isnull=True, ritual__isnull=False)
                | models.Q(session__isnull=False, ritual__isnull=True),
                name="invites_to_a_session_or_a_series",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.uid}"
