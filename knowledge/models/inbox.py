"""The capture inbox: files and links that came by themselves and look for their session."""

from typing import Self

from django.conf import settings
from django.db import models

from knowledge.enums import InboxSource, InboxState, InboxWait
from peerlearn.core.models import Timed
from peerlearn.people.models import User
from rituals.enums import TeachingState
from rituals.models import Session, Teaching
from rituals.models.ritual import runs
from rituals.models.session import answers_for_all


class InboxItemQuerySet(models.QuerySet["InboxItem"]):
    def open(self) -> Self:
        return self.filter(state=InboxState.OPEN)

    def dismissed(self) -> Self:
        return self.filter(state=InboxState.DISMISSED)

    def visible_to(self, user: User) -> Self:
        """What one sent, and what may belong to a session one taught or runs; who answers for all sees the rest.

        Never what belongs to a session that one may not see.
        """
        seen = self.filter(models.Q(session=None) | models.Q(session__in=Session.objects.visible_to(user)))
        taught = Teaching.objects.filter(user=user, state=TeachingState.ACCEPTED).values("session_id")
        own = models.Q(sent_by=user) | models.Q(session__in=taught) | runs(user, "session__ritual_id")
        return seen.filter(own | answers_for_all(user))


class InboxItem(Timed):
    """A file or the link to a recording that arrived.

    `session` is where it belongs by `matched_by`, the names of its signs; when that is `sure`, nobody has to look.
    `problem` says why it cannot be kept.
    """

    source = models.CharField(max_length=10, choices=InboxSource)
    key = models.CharField(max_length=300, unique=True, help_text="What makes it the same file when it comes again.")
    kind = models.CharField(max_length=10, blank=True, help_text="What it is, by `knowledge.file_kinds`.")
    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to="inbox/%Y/%m/", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    url = models.URLField(max_length=1000, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField()
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbox_items")
    matched_by = models.CharField(max_length=200, blank=True)
    sure = models.BooleanField(default=False)
    wait = models.CharField(
        max_length=12, choices=InboxWait, blank=True, help_text="What kept it from its session when last looked at."
    )
    problem = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=InboxState, default=InboxState.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = InboxItemQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "pk"]
        indexes = [models.Index(fields=["state", "received_at"], name="inbox_waiting")]

    def __str__(self) -> str:
        return self.filename
