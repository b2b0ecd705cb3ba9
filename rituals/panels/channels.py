"""Where the ritual posts, for those who run it."""

from peerlearn.core.panels import Panel
from peerlearn.outbox.models import Webhook
from peerlearn.people.http import SignedInRequest
from rituals.enums import Audience
from rituals.forms.channels import ChannelForm
from rituals.models import Ritual


def channel_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    """Nothing where no channel was set up, nor for what is among members."""
    if ritual.audience == Audience.MEMBERS or not request.user.has_perm("rituals.change_ritual", ritual):
        return None
    if not Webhook.objects.exists():
        return None
    return Panel("rituals/panels/channel.html", {"ritual": ritual, "form": ChannelForm(ritual=ritual)})
