"""The third answer to "did it take place?": at another time. Who was there says so, after the planned start."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Session
from rituals.services.office_hours import follow_moves
from rituals.services.reminders import remind_again
from rituals.services.sessions import NotPossible, hold_session
from rituals.signals import announce, session_changed

UNANSWERED = (SessionStatus.SCHEDULED, SessionStatus.UNKNOWN)


@transaction.atomic
def say_it_moved(session: Session, *, by: User, starts_at: datetime, now: datetime) -> Session:
    """The session has another time, as long as it was. One that is over by now took place then; calendars are told.

    Raises NotPossible before the planned start, when it is settled already, and for the time that it had.
    """
    moved = Session.objects.select_for_update().get(pk=session.pk)
    if moved.status not in UNANSWERED or moved.starts_at > now:
        raise NotPossible(_("This session is settled, or still to come."))
    if starts_at == moved.starts_at:
        raise NotPossible(_("It had this time before. Choose the one it was moved to."))
    length, step = moved.ends_at - moved.starts_at, starts_at - moved.starts_at
    moved.starts_at, moved.ends_at = starts_at, starts_at + length
    moved.status = SessionStatus.SCHEDULED
    moved.sequence += 1
    moved.edited_at, moved.edited_by = now, by
    moved.save(update_fields=["starts_at", "ends_at", "status", "sequence", "edited_at", "edited_by", "updated_at"])
    follow_moves({moved.pk: step})
    announce(session_changed, moved.pk)
    if moved.ends_at <= now:
        return hold_session(moved, now=now)
    remind_again(moved)
    return moved
