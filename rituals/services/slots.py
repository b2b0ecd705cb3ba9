"""Slots: an occurrence without a teacher is offered to everybody, and whoever claims it first teaches.

Whoever cannot come gives the slot back: it is open again with the title it had, and who runs the ritual hears of it.
What is dangerous to get wrong is taken only with an expert who signs off (`rituals.services.sign_offs`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import WITHOUT_SLOTS, SessionStatus, TeachingState
from rituals.models import Session, Teaching
from rituals.notices.teaching import SLOT_GIVEN_BACK, given_back_key
from rituals.run_sheets import run_sheet_for
from rituals.selectors.in_charge import in_charge
from rituals.services.consents import RecordingTerms, follow_consents, give_consent
from rituals.services.refusals import SlotTaken
from rituals.services.sign_offs import ask_for_sign_off, refuse_locked, withdraw_sign_offs
from rituals.signals import announce, session_changed


@transaction.atomic
def claim_slot(
    session: Session,
    *,
    by: User,
    title: str,
    abstract: str = "",
    topics: Iterable[str] = (),
    suitability: str = "",
    with_expert: bool = False,
    recording: RecordingTerms | None = None,
    now: datetime,
) -> Teaching:
    """`by` teaches in this slot. Claiming one's own again changes nothing; raises SlotTaken or NotForColleagues."""
    slot = Session.objects.select_for_update().get(pk=session.pk)
    teachings = list(slot.teachings.select_related("user"))
    accepted = [teaching for teaching in teachings if teaching.state == TeachingState.ACCEPTED]
    own = next((teaching for teaching in accepted if teaching.user_id == by.pk), None)
    if own:
        return own
    refuse_when_over(slot, now)
    if slot.kind in WITHOUT_SLOTS:
        raise SlotTaken(_("Nobody teaches alone on this date. Take part in it instead."))
    if accepted:
        raise SlotTaken(_("%(name)s has just taken this slot.") % {"name": accepted[0].user.name})
    teaching, _created = Teaching.objects.update_or_create(
        session=slot, user=by, defaults={"state": TeachingState.ACCEPTED, "answered_at": now}
    )
    prepare_session(
        slot,
        title=title,
        abstract=abstract,
        suitability=suitability,
        with_expert=with_expert,
        topics=[*(topic.name for topic in slot.topics.all()), *topics],
        run_sheet=slot.run_sheet or run_sheet_for(slot.kind),
        now=now,
    )
    if recording:
        give_consent(teaching, recording, now=now)
    return teaching


@transaction.atomic
def prepare_session(
    session: Session,
    *,
    title: str,
    abstract: str = "",
    suitability: str = "",
    with_expert: bool = False,
    topics: Iterable[str] = (),
    run_sheet: str = "",
    now: datetime,
) -> Session:
    """Say what is taught and how. Another title or kind of topic asks the expert anew.

    Raises NotForColleagues where the topic is locked, or needs an expert and `with_expert` does not agree to that.
    """
    prepared = Session.objects.select_for_update().get(pk=session.pk)
    found = find_or_create_topics(topics)
    refuse_locked(found)
    if (prepared.title, prepared.suitability) != (title, suitability):
        withdraw_sign_offs(prepared)
    prepared.title, prepared.abstract = title, abstract
    prepared.suitability, prepared.run_sheet = suitability, run_sheet
    prepared.save(update_fields=["title", "abstract", "suitability", "run_sheet", "updated_at"])
    prepared.topics.set(found)
    ask_for_sign_off(prepared, agreed=with_expert, now=now)
    announce(session_changed, prepared.pk)
    return prepared


@transaction.atomic
def give_slot_back(teaching: Teaching, *, now: datetime) -> Teaching:
    """The teacher cannot: the slot is open again and who runs the ritual hears of it. Raises SlotTaken once begun."""
    slot = Session.objects.select_for_update().get(pk=teaching.session_id)
    given = slot.teachings.get(pk=teaching.pk)
    if given.state != TeachingState.ACCEPTED:
        return given
    refuse_when_over(slot, now)
    given.state, given.answered_at = TeachingState.DECLINED, now
    given.save(update_fields=["state", "answered_at", "updated_at"])
    slot.talks.filter(teacher=given.user_id).delete()
    follow_consents([slot.pk])
    if slot.ritual:
        enqueue(
            Draft(
                kind=SLOT_GIVEN_BACK,
                recipient=person,
                object_key=given_back_key(given),
                due_at=now,
                expires_at=slot.starts_at,
            )
            for person in in_charge(slot, now)
            if person.pk != given.user_id
        )
    announce(session_changed, slot.pk)
    return given


def refuse_when_over(slot: Session, now: datetime) -> None:
    """Raise SlotTaken unless the slot is still to come."""
    if slot.status != SessionStatus.SCHEDULED or slot.starts_at <= now:
        raise SlotTaken(_("This slot is over. Take one that is still to come."))
