"""Working out loud in writing: a round lasts a week, and everybody adds one update about what they do and learn.

With at least three updates a round was held, and the updates are its capture; with fewer it was not. Nobody is asked.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import CheckIn, RitualKind, SessionStatus
from rituals.models import Attendance, RoundUpdate, Session
from rituals.services.sessions import hold_session, mark_not_held

ENOUGH_UPDATES = 3


class RoundClosed(Exception):
    """The round takes no updates; the message says when it does."""


@transaction.atomic
def write_update(session: Session, *, by: User, text: str, now: datetime) -> RoundUpdate:
    """Keep the update of `by`, who takes part by it; writing again replaces it. Raises RoundClosed."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status != SessionStatus.SCHEDULED or not locked.starts_at <= now < locked.ends_at:
        raise RoundClosed(_("This round is not open. Updates are written from its start to its end."))
    update, _created = RoundUpdate.objects.update_or_create(session=locked, user=by, defaults={"text": text})
    Attendance.objects.get_or_create(session=locked, user=by, defaults={"how": CheckIn.WROTE})
    return update


def settle_rounds(*, now: datetime) -> int:
    """Decide every written round that has ended; returns how many were held."""
    over = Session.objects.scheduled().filter(kind=RitualKind.WORKING_OUT_LOUD, ends_at__lte=now)
    held = 0
    for session in over.annotate(written=Count("updates")):
        if session.written >= ENOUGH_UPDATES:
            hold_session(session, now=now)
            held += 1
        else:
            mark_not_held(session, now=now)
    return held
