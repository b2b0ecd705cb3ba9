"""Which channel a ritual posts to."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.outbox.models import Webhook
from rituals.models import Ritual


class ChannelForm(forms.Form):
    """Channels that work, and the chosen one even when it is off."""

    channel = forms.ModelChoiceField(
        Webhook.objects.none(),
        required=False,
        label=_("One post, 15 minutes before each date"),
        empty_label=_("nowhere"),
    )

    def __init__(self, data: object = None, *, ritual: Ritual) -> None:
        super().__init__(data, initial={"channel": ritual.channel_id})  # type: ignore[arg-type]
        offer(self, "channel", Webhook.objects.filter(Q(switched_off_at=None) | Q(pk=ritual.channel_id)))
