"""Slots: an occurrence without a teacher is offered to everybody, and whoever claims it first teaches."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.signals import announce, session_changed


class SlotTaken(Exception):
    """The slot cannot be claimed any more; the message says why, for the person who tried."""


@transaction.atomic
def claim_slot(
    session: Session, *, by: User, title: str, abstract: str = "", topics: Iterable[str] = (), now: datetime
) -> Teaching:
    """`by` teaches in this slot. Claiming one's own slot again changes nothing; raises SlotTaken."""
    slot = Session.objects.select_for_update().get(pk=session.pk)
    teachings = list(slot.teachings.select_related("user"))
    accepted = [teaching for teaching in teachings if teaching.state == TeachingState.ACCEPTED]
    own = next((teaching for teaching in accepted if teaching.user_id == by.pk), None)
    if own:
        return own
    _refuse_when_gone(slot, accepted, now)
    slot.title, slot.abstract = title, abstract
    slot.save(update_fields=["title", "abstract", "updated_at"])
    slot.topics.add(*find_or_create_topics(topics))
    teaching, _created = Teaching.objects.update_or_create(
        session=slot, user=by, defaults={"state": TeachingState.ACCEPTED, "answered_at": now}
    )
    announce(session_changed, slot.pk)
    return teaching


def _refuse_when_gone(slot: Session, accepted: list[Teaching], now: datetime) -> None:
    if slot.status != SessionStatus.SCHEDULED or slot.starts_at <= now:
        raise SlotTaken(_("This slot is over. Take one that is still to come."))
    if accepted:
        raise SlotTaken(_("%(name)s has just taken this slot.") % {"name": accepted[0].user.name})
