"""Where a ritual announces its dates."""

from peerlearn.outbox.models import Webhook
from rituals.models import Ritual


def set_channel(ritual: Ritual, channel: Webhook | None) -> None:
    """Post to that channel from now on, or to none. What waits for another channel is not posted any more."""
    Ritual.objects.filter(pk=ritual.pk).update(channel=channel)
