"""The outbox table: the only truth about what still has to be sent. Nothing is kept in the queue."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models

from peerlearn.core.models import Timed
from peerlearn.outbox.enums import Channel, Outcome, State
from peerlearn.outbox.models.webhook import Webhook

OPEN = (State.PENDING, State.SENDING)


class MessageQuerySet(models.QuerySet["Message"]):
    def gathered(self) -> Self:
        """What waits for the next digest and stands in none yet."""
        return self.filter(state=State.GATHERED, digest=None)

    def pending_about(self, kind: str, object_key: str) -> Self:
        """Waiting messages of a kind about one object, those that wait for a digest as well."""
        return self.filter(kind=kind, object_key=object_key, state__in=(State.PENDING, State.GATHERED))


class Message(Timed):
    """One thing to tell one person or one channel, once.

    `object_key` and `seq` are plain values that only the kind understands: the outbox stands below the apps. A key
    begins with a word and a number, such as "session:7".
    Written by `services.messages` (enqueue, skip), claimed by `services.claims`, and ended by
    `services.outcomes`: sent whoever holds the lease, anything else only by the holder of `lease_token`.
    `next_try_at` of a message that is being sent is the end of its lease, so that a stale lease is just due again.
    """

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20, choices=Channel)
    object_key = models.CharField(max_length=100)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="gathered", help_text="What tells it."
    )
    seq = models.PositiveIntegerField(default=0)
    dedupe_key = models.TextField(unique=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lease_token__isnull=True, lease_until__isnull=True)
                | models.Q(lease_token__isnull=False, lease_until__isnull=False),
                name="lease_has_token_and_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.SENT) | models.Q(sent_at__isnull=False),
                name="sent_message_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state__in=OPEN), name="message_due"),
            models.Index(fields=["object_key", "kind"], name="message_object"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key

    @property
    def object_number(self) -> int:
        """The number in `object_key`: 7 for "session:7:used"."""
        return int(self.object_key.split(":")[1])

    @property
    def idempotency_key(self) -> uuid.UUID:
        """The same for every try, and after a restore: made of what the message is, not of its row id."""
        return uuid.uuid5(uuid.NAMESPACE_URL, self.dedupe_key)


class Attempt(models.Model):
    """One try to send a message, written before it begins."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.message_id}, try {self.number}: {self.outcome or 'cut off'}"
