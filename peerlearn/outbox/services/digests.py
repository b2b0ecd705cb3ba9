"""The weekly digest: what somebody wants to hear together, at 8:00 on the weekday they chose, in their zone.

What a digest tells is fixed when it is drafted, so that it says the same whenever it is tried again, and what comes
later waits for the next one. A digest that ended without being sent gives back what it held; one that its reader did
not want takes it along. Nothing to tell means no mail.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Now

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.notices import DIGEST
from peerlearn.outbox.selectors.preferences import hours_of
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

HOUR = time(8)
TOLD_FOR = timedelta(days=6)


def materialise_digests(*, now: datetime) -> int:
    """Draft the digests that became due; returns how many. May run as often as one likes."""
    _take_back()
    waiting = Message.objects.gathered().values("recipient")
    people = User.objects.active().filter(pk__in=waiting).select_related("reading_hours")
    return sum(_gather(person, last_moment(person, now)) for person in people.order_by("pk"))


def last_moment(person: User, now: datetime) -> datetime:
    """The latest 8:00 of the person's digest day that is not after `now`."""
    zone = ZoneInfo(person.time_zone)
    local = now.astimezone(zone)
    days = (local.weekday() - hours_of(person).digest_weekday) % 7
    moment = datetime.combine(local.date() - timedelta(days=days), HOUR, tzinfo=zone)
    return moment if moment <= now else datetime.combine(moment.date() - timedelta(days=7), HOUR, tzinfo=zone)


@transaction.atomic
def _gather(person: User, moment: datetime) -> int:
    """Put what waited at `moment` into one digest; 1 when that is new."""
    waiting = Message.objects.gathered().filter(recipient=person, updated_at__lte=moment)
    if not waiting.exists():
        return 0
    key = f"digest:{moment:%Y-%m-%d}"
    draft = Draft(kind=DIGEST, recipient=person, object_key=key, due_at=moment, expires_at=moment + TOLD_FOR)
    new = enqueue([draft])
    if new:  # nothing is added to one that may have been tried
        waiting.update(digest=Message.objects.get(kind=DIGEST, recipient=person, object_key=key))
    return new


def _take_back() -> None:
    held = Message.objects.filter(state=State.GATHERED)
    held.filter(digest__state__in=(State.FAILED, State.EXPIRED)).update(digest=None)
    held.filter(digest__state=State.SKIPPED).update(
        state=State.SKIPPED, reason="the digest was not wanted", updated_at=Now()
    )
