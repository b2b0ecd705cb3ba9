"""What the outbox itself has to tell."""

from dataclasses import dataclass, replace
from functools import partial

import structlog
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import State, Way
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message, Webhook
from peerlearn.outbox.rendering import button, one_line, render_mail
from peerlearn.outbox.selectors.preferences import way_of

log = structlog.get_logger(__name__)

WEBHOOK_OFF = "outbox.webhook_off"
DIGEST = "outbox.digest"


@dataclass(frozen=True)
class Line:
    """One message of a digest."""

    message: Message
    rendered: Rendered


def register_kinds() -> None:
    register(
        Kind(
            name=WEBHOOK_OFF,
            label=gettext_lazy("A channel I set up does not take posts any more"),
            default_wanted=True,
            may_wait=True,
            still_valid=_webhook_reason,
            render=_render_webhook_off,
        )
    )
    register(
        Kind(
            name=DIGEST,
            label=gettext_lazy("The weekly digest of what I chose for it"),
            default_wanted=True,
            still_valid=_digest_reason,
            render=_render_digest,
            respects_quiet_hours=True,
        )
    )


def _webhook_reason(message: Message) -> str:
    webhook = Webhook.objects.filter(pk=message.object_number).first()
    return "" if webhook and webhook.switched_off_at else "the channel takes posts again"


def _render_webhook_off(message: Message) -> Rendered:
    webhook = Webhook.objects.get(pk=message.object_number)
    opens = button(reverse("outbox:webhooks"), _("Look after the channels"))
    return render_mail(message, "outbox/webhook_off", {"webhook": webhook} | opens)


def _digest_reason(message: Message) -> str:
    return "" if any(_still_true(gathered) for gathered in _gathered(message)) else "nothing is left to tell"


def _render_digest(message: Message) -> Rendered:
    """What is still true of what was gathered; all of it is settled in the transaction that notes the sending."""
    told, untold, broken = [], [], []
    for gathered in _gathered(message):
        try:
            if _still_true(gathered):
                told.append(Line(gathered, kinds.get(gathered.kind).render(gathered)))
            else:
                untold.append(gathered.pk)
        except Exception as error:
            log.warning("message_failed", message=gathered.dedupe_key, error=type(error).__name__)
            broken.append(gathered.pk)
    rendered = render_mail(message, "outbox/digest", {"lines": told} | button("/", _("Open PeerLearn")))
    return replace(rendered, once_sent=partial(_settle, told, untold, broken))


def _settle(told: list[Line], untold: list[int], broken: list[int]) -> None:
    for line in told:
        subject = one_line(line.rendered.subject)
        Message.objects.filter(pk=line.message.pk, state=State.GATHERED).update(
            state=State.SENT, sent_at=Now(), subject=subject, updated_at=Now()
        )
        if line.rendered.once_sent:
            line.rendered.once_sent()
    Message.objects.filter(pk__in=untold).update(state=State.SKIPPED, reason="not true any more", updated_at=Now())
    Message.objects.filter(pk__in=broken).update(state=State.FAILED, last_error="no words", updated_at=Now())


def _gathered(message: Message) -> QuerySet[Message]:
    return message.gathered.filter(state=State.GATHERED).select_related("recipient").order_by("due_at", "pk")


def _still_true(gathered: Message) -> bool:
    kind = kinds.get(gathered.kind)
    wanted = gathered.recipient is not None and way_of(gathered.recipient, kind) != Way.NEVER
    return wanted and not kind.still_valid(gathered)
