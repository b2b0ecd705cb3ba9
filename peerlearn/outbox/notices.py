"""What the outbox itself has to tell."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message, Webhook
from peerlearn.outbox.rendering import render_mail

WEBHOOK_OFF = "outbox.webhook_off"


def register_kinds() -> None:
    register(
        Kind(
            name=WEBHOOK_OFF,
            label=gettext_lazy("A channel I set up does not take posts any more"),
            default_wanted=True,
            still_valid=_webhook_reason,
            render=_render_webhook_off,
        )
    )


def _webhook_reason(message: Message) -> str:
    webhook = Webhook.objects.filter(pk=_webhook_id(message)).first()
    return "" if webhook and webhook.switched_off_at else "the channel takes posts again"


def _render_webhook_off(message: Message) -> Rendered:
    webhook = Webhook.objects.get(pk=_webhook_id(message))
    words = {
        "webhook": webhook,
        "button_url": settings.BASE_URL + reverse("outbox:webhooks"),
        "button_label": _("Look after the channels"),
    }
    return render_mail(message, "outbox/webhook_off", words)


def _webhook_id(message: Message) -> int:
    return int(message.object_key.split(":")[1])
