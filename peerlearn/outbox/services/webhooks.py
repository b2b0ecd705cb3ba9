"""Channels to post to: setting one up, trying it, and switching it off when it has failed for long or is gone.

A channel that does not exist any more is off at once, any other after ten failures in a row over an hour; whoever set
it up is told once. At most one post a second goes to a channel.
"""

import http.client
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Webhook
from peerlearn.outbox.notices import WEBHOOK_OFF
from peerlearn.outbox.outlet import Later, Refused
from peerlearn.outbox.posts import Gone, post
from peerlearn.outbox.rendering import one_line
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

BETWEEN_POSTS = timedelta(seconds=1)
MOST_FAILURES = 10
FAILING_FOR = timedelta(hours=1)
TOLD_FOR = timedelta(days=7)


class NotAccepted(Exception):
    """The channel did not take the test; the message says what it answered."""


def create_webhook(by: User, *, name: str, channel: str, url: str) -> Webhook:
    return Webhook.objects.create(name=name, channel=channel, url=url, created_by=by)


def try_webhook(webhook: Webhook) -> None:
    """Post a line to the channel, within 10 s. Raises NotAccepted."""
    words = {"where": webhook.get_channel_display()}
    hello = _("PeerLearn can post to this channel.")
    try:
        answer = post(webhook, Rendered(hello, hello))
    except TimeoutError:
        raise NotAccepted(_("%(where)s did not answer in time.") % words) from None
    except (OSError, http.client.HTTPException, Refused):
        raise NotAccepted(_("%(where)s could not be reached.") % words) from None
    if not answer.accepted:
        raise NotAccepted(_("%(where)s did not accept the test (%(status)d).") % (words | {"status": answer.status}))


def switch_on(webhook: Webhook) -> None:
    """Post to it again; what it failed at before is forgotten."""
    Webhook.objects.filter(pk=webhook.pk).update(
        switched_off_at=None, failures=0, failing_since=None, last_error="", updated_at=Now()
    )


def switch_off(webhook: Webhook) -> None:
    """Post nothing to it; who does this needs not be told."""
    Webhook.objects.filter(pk=webhook.pk, switched_off_at=None).update(switched_off_at=Now(), updated_at=Now())


def take_turn(webhook: Webhook) -> bool:
    """Whether a post may go to the channel now; then the next one may a second later."""
    free = Webhook.objects.filter(Q(next_post_at=None) | Q(next_post_at__lte=Now()), pk=webhook.pk)
    return bool(free.update(next_post_at=Now() + BETWEEN_POSTS))


def note_success(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None, last_error="")


@transaction.atomic
def note_failure(webhook: Webhook, error: Exception, *, now: datetime) -> None:
    """One more failure in a row. A channel that only asked for time has not failed, and is given it."""
    found = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if isinstance(error, Later):
        Webhook.objects.filter(pk=found.pk).update(next_post_at=Now() + error.pause)
        return
    found.failures += 1
    found.failing_since = found.failing_since or now
    found.last_error = one_line(str(error))[:300]
    hopeless = found.failures >= MOST_FAILURES and found.failing_since <= now - FAILING_FOR
    if not found.switched_off_at and (hopeless or isinstance(error, Gone)):
        found.switched_off_at = now
        _tell(found, now)
    found.save(update_fields=["failures", "failing_since", "last_error", "switched_off_at", "updated_at"])


def _tell(webhook: Webhook, now: datetime) -> None:
    if webhook.created_by is None:
        return
    told = Draft(
        kind=WEBHOOK_OFF,
        recipient=webhook.created_by,
        object_key=f"webhook:{webhook.pk}:{now:%Y%m%dT%H%M%S}",
        due_at=now,
        expires_at=now + TOLD_FOR,
    )
    enqueue([told])
