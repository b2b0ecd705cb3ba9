"""The words of the outbox: by which way a message goes and how far it got."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("mail")
    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")


POSTS = (Channel.SLACK, Channel.TEAMS)  # to a channel that many read, not to a person


class State(models.TextChoices):
    """`pending` and `sending` are open and `gathered` waits for a digest; the others are final.

    A late success always wins.
    """

    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    GATHERED = "gathered", _("for the digest")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not sent")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("too late")


class Outcome(models.TextChoices):
    """How one try ended; a try without outcome was cut off, and nobody knows whether its message left."""

    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class Way(models.TextChoices):
    """How a person wants to hear something."""

    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("in the digest")
    NEVER = "never", _("not at all")
