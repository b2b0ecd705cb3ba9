"""Who really taught. Afterwards the people of a session put right who stood in the plan; figures follow them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.services.consents import follow_consents
from rituals.services.sessions import NotPossible
from rituals.signals import announce, session_changed


@transaction.atomic
def correct_teachers(session: Session, *, taught: Collection[User], now: datetime) -> Session:
    """Exactly these people taught; who had accepted and did not is declined. Said again it changes nothing.

    Raises NotPossible before the start, when cancelled, or without anybody.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status in (SessionStatus.CANCELLED, SessionStatus.DRAFT) or locked.starts_at > now:
        raise NotPossible(_("Who taught can be said once the session has begun."))
    if not taught:
        raise NotPossible(_("Name at least one person who taught."))
    before = set(_accepted(locked))
    really = {person.pk for person in taught}
    if before == really:
        return locked
    locked.teachings.filter(user__in=before - really).update(
        state=TeachingState.DECLINED, answered_at=now, updated_at=now
    )
    for user_id in really - before:
        answer = {"state": TeachingState.ACCEPTED, "answered_at": now}
        Teaching.objects.update_or_create(session=locked, user_id=user_id, defaults=answer)
    follow_consents([locked.pk])
    announce(session_changed, locked.pk)
    return locked


def _accepted(session: Session) -> list[int]:
    return list(session.teachings.filter(state=TeachingState.ACCEPTED).values_list("user_id", flat=True))
