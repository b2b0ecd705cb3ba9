"""The words of the outbox: by which way a message goes and how far it got."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("mail")


class State(models.TextChoices):
    """`pending` and `sending` are open; the others are final, except that a late success always wins."""

    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not sent")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("too late")


class Outcome(models.TextChoices):
    """How one try ended; a try without outcome was cut off, and nobody knows whether its message left."""

    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
