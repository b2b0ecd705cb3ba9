"""Sending one claimed message: look again at everything that may have changed, render, send, note the outcome.

No transaction is open while a mail server is talked to.
"""

import uuid
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone, translation

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import Way
from peerlearn.outbox.kinds import Kind
from peerlearn.outbox.models import Attempt, Message
from peerlearn.outbox.outlet import Unreachable
from peerlearn.outbox.outlets import Outlets
from peerlearn.outbox.quiet import earliest_polite
from peerlearn.outbox.selectors.preferences import quiet_hours_of, way_of
from peerlearn.outbox.services import outcomes, webhooks
from peerlearn.outbox.timing import timing

log = structlog.get_logger(__name__)


def deliver(message_id: int, token: uuid.UUID, outlets: Outlets) -> None:
    """Bring one message to its next state. Raises outlet.Unreachable, and then the message is still claimed.

    Whatever else is wrong with a message, such as a broken template, is noted on it and stops no other.
    """
    message = _still_held(message_id, token)
    if message is None:
        return
    attempt: Attempt | None = None
    try:
        kind = kinds.get(message.kind)
        if _settled_without_sending(message, kind):
            return
        with _as_recipient(message):
            rendered = kind.render(message)
        outlet = outlets.to(message.channel)
        outlet.open()
        attempt = outcomes.begin(message)
        provider_id = outlet.send(message, rendered)
    except Unreachable:
        raise
    except Exception as error:
        log.warning("message_failed", message=message.dedupe_key, error=type(error).__name__)
        outcomes.failed(message, attempt, error)
        if message.webhook and attempt:
            webhooks.note_failure(message.webhook, error, now=timezone.now())
    else:
        outcomes.sent(message, attempt, rendered, provider_id)
        if message.webhook:
            webhooks.note_success(message.webhook)


def _still_held(message_id: int, token: uuid.UUID) -> Message | None:
    """The message as it is now, if it is still ours with enough of its lease left."""
    left = Now() + timing().reserve
    held = Message.objects.filter(pk=message_id, lease_token=token, lease_until__gte=left)
    return held.select_related("recipient__reading_hours", "webhook").annotate(clock=Now()).first()


def _settled_without_sending(message: Message, kind: Kind) -> bool:
    clock: datetime = message.clock  # type: ignore[attr-defined]  # annotated: the database's time
    if message.expires_at <= clock:
        outcomes.expired(message)
    elif reason := _reason_not_to(message, kind):
        outcomes.skipped(message, reason)
    elif message.recipient and way_of(message.recipient, kind) == Way.DIGEST:
        outcomes.gathered(message)
    elif (polite := _polite_time(message, kind, clock)) > clock:
        outcomes.postponed(message, polite)
    elif message.webhook and not webhooks.take_turn(message.webhook):
        outcomes.postponed(message, max(clock, message.webhook.next_post_at or clock) + webhooks.BETWEEN_POSTS)
    else:
        return False
    return True


def _reason_not_to(message: Message, kind: Kind) -> str:
    if message.recipient and not message.recipient.is_active:
        return "the recipient has left"
    if message.recipient and way_of(message.recipient, kind) == Way.NEVER:
        return "the recipient does not want it"
    if message.webhook and message.webhook.switched_off_at:
        return "the channel is switched off"
    return kind.still_valid(message)


def _polite_time(message: Message, kind: Kind, clock: datetime) -> datetime:
    if not kind.respects_quiet_hours or message.recipient is None:
        return clock
    zone = zoneinfo.ZoneInfo(message.recipient.time_zone)
    quiet_from, quiet_until = quiet_hours_of(message.recipient)
    return earliest_polite(clock, zone, quiet_from=quiet_from, quiet_until=quiet_until)


@contextmanager
def _as_recipient(message: Message) -> Iterator[None]:
    """Words and times as the recipient reads them; in a channel as the organisation does."""
    if message.recipient is None:
        with translation.override(settings.LANGUAGE_CODE), timezone.override(settings.ORG_TIME_ZONE):
            yield
        return
    zone = zoneinfo.ZoneInfo(message.recipient.time_zone)
    with translation.override(message.recipient.language), timezone.override(zone):
        yield
