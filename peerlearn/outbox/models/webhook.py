"""A Slack or Teams channel of the company that the product may post to. Never a person's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from peerlearn.outbox.enums import POSTS, Channel


class Webhook(Timed):
    """An incoming webhook. Its address is a secret: stored, used, and never shown again.

    `failures` counts those in a row, the first of them at `failing_since`. Nothing is posted before `next_post_at`.
    """

    name = models.CharField(_("name of the channel"), max_length=100)
    channel = models.CharField(
        _("where"), max_length=20, choices=[(value, label) for value, label in Channel.choices if value in POSTS]
    )
    url = models.TextField(_("address of the webhook"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(max_length=300, blank=True, editable=False)
    switched_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_post_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="webhook_named_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
