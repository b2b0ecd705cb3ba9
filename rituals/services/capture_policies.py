"""What is kept of one date, changed by hand after it was held: "do not record" and back.

A teacher who does not want to be recorded stays so, whatever is chosen here.
"""

from datetime import datetime

from django.db import transaction

from peerlearn.people.models import User
from rituals.enums import CapturePolicy
from rituals.models import Session
from rituals.services.consents import follow_consents
from rituals.signals import announce, session_changed


@transaction.atomic
def change_capture_policy(session: Session, *, policy: CapturePolicy, by: User, now: datetime) -> Session:
    """What this date owes from now on; the same again changes nothing."""
    changed = Session.objects.select_for_update().get(pk=session.pk)
    if changed.capture_policy == policy:
        return changed
    changed.capture_policy = policy
    changed.edited_at, changed.edited_by = now, by
    changed.save(update_fields=["capture_policy", "edited_at", "edited_by", "updated_at"])
    follow_consents([changed.pk])
    announce(session_changed, changed.pk)
    changed.refresh_from_db()
    return changed
