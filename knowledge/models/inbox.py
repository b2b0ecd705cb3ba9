"""The capture inbox: files that came by themselves and look for their session."""

from django.conf import settings
from django.db import models

from knowledge.enums import InboxSource, InboxState
from peerlearn.core.models import Timed
from rituals.models import Session


class InboxItem(Timed):
    """A file that arrived; `matched_by` says in words why it was given to `session`, `problem` why it was not kept."""

    source = models.CharField(max_length=10, choices=InboxSource)
    key = models.CharField(max_length=300, unique=True, help_text="What makes it the same file when it comes again.")
    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to="inbox/%Y/%m/", blank=True)
    received_at = models.DateTimeField()
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbox_items")
    matched_by = models.CharField(max_length=200, blank=True)
    problem = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=InboxState, default=InboxState.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "pk"]

    def __str__(self) -> str:
        return self.filename
