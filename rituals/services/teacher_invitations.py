"""Asking a colleague to teach. The question and a "no" are known to the two people only.

Whoever never taught may take a smaller step: be interviewed by whoever asks, or teach beside somebody.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import FirstStep, RitualKind, TeachingState
from rituals.models import Session, Teaching
from rituals.notices.teaching import ASKED_TO_TEACH, TEACHING_ANSWERED, answered_key, asked_key
from rituals.run_sheets import run_sheet_for
from rituals.services.consents import RecordingTerms, give_consent
from rituals.services.refusals import SlotTaken
from rituals.services.slots import prepare_session, refuse_when_over


class CannotAsk(Exception):
    """This person cannot be asked for this date; the message says why."""


@transaction.atomic
def ask_to_teach(
    session: Session, *, person: User, by: User, step: str = FirstStep.OWN_SLOT, note: str = "", now: datetime
) -> Teaching:
    """Ask `person`; asked a second time nothing changes. Raises CannotAsk, or SlotTaken when the date is over."""
    slot = Session.objects.select_for_update().get(pk=session.pk)
    refuse_when_over(slot, now)
    if person == by:
        raise CannotAsk(_("That is you. Take the slot yourself."))
    known = slot.teachings.filter(user=person).first()
    if known and known.state == TeachingState.ACCEPTED:
        raise CannotAsk(_("%(name)s teaches on this date already.") % {"name": person.name})
    if known and known.state == TeachingState.DECLINED and known.asked_by_id == by.pk:
        raise CannotAsk(_("%(name)s said no to you for this date.") % {"name": person.name})
    if known and known.state == TeachingState.INVITED:
        return known
    teaching = known or Teaching(session=slot, user=person)
    teaching.state, teaching.asked_by, teaching.answered_at = TeachingState.INVITED, by, None
    teaching.step, teaching.note = step, note
    teaching.save()
    _tell(ASKED_TO_TEACH, person, asked_key(teaching), slot, now)
    return teaching


@transaction.atomic
def accept_invitation(
    teaching: Teaching,
    *,
    step: str = "",
    title: str = "",
    suitability: str = "",
    with_expert: bool = False,
    recording: RecordingTerms | None = None,
    now: datetime,
) -> Teaching:
    """The asked person teaches, by the `step` they chose; an interview makes whoever asked the interviewer.

    What is taught is taken over where the slot does not say it yet. Accepting twice changes nothing. Raises SlotTaken.
    """
    slot = Session.objects.select_for_update().get(pk=teaching.session_id)
    accepted = slot.teachings.select_related("asked_by").get(pk=teaching.pk)
    if accepted.state == TeachingState.ACCEPTED:
        return accepted
    refuse_when_over(slot, now)
    accepted.step = step or accepted.step
    _refuse_second_teacher(slot, accepted)
    accepted.state, accepted.answered_at = TeachingState.ACCEPTED, now
    accepted.save(update_fields=["state", "step", "answered_at", "updated_at"])
    if accepted.step == FirstStep.INTERVIEW and accepted.asked_by:
        interviewer = {"state": TeachingState.ACCEPTED, "step": FirstStep.INTERVIEW, "answered_at": now}
        Teaching.objects.update_or_create(session=slot, user=accepted.asked_by, defaults=interviewer)
    prepare_session(
        slot,
        title=slot.title or title,
        abstract=slot.abstract,
        suitability=slot.suitability or suitability,
        with_expert=with_expert,
        topics=[topic.name for topic in slot.topics.all()],
        run_sheet=slot.run_sheet or run_sheet_for(slot.kind),
        now=now,
    )
    if recording:
        give_consent(accepted, recording, now=now)
    _tell_asker(accepted, slot, now)
    return accepted


@transaction.atomic
def decline_invitation(teaching: Teaching, *, now: datetime) -> Teaching:
    """The asked person cannot or does not want to, without giving a reason. Only whoever asked is told."""
    slot = Session.objects.select_for_update().get(pk=teaching.session_id)
    declined = slot.teachings.select_related("asked_by").get(pk=teaching.pk)
    if declined.state != TeachingState.INVITED:
        return declined
    declined.state, declined.answered_at = TeachingState.DECLINED, now
    declined.save(update_fields=["state", "answered_at", "updated_at"])
    _tell_asker(declined, slot, now)
    return declined


def _refuse_second_teacher(slot: Session, asked: Teaching) -> None:
    """An own slot has one teacher; beside somebody there is always room."""
    if asked.step != FirstStep.OWN_SLOT or slot.kind == RitualKind.DEMO_DAY:
        return
    other = slot.teachings.filter(state=TeachingState.ACCEPTED).exclude(pk=asked.pk).select_related("user").first()
    if other:
        words = _("%(name)s has taken this slot meanwhile. You can teach with them: choose “with a co-teacher”.")
        raise SlotTaken(words % {"name": other.user.name})


def _tell_asker(teaching: Teaching, slot: Session, now: datetime) -> None:
    if teaching.asked_by:
        _tell(TEACHING_ANSWERED, teaching.asked_by, answered_key(teaching), slot, now)


def _tell(kind: str, person: User, key: str, slot: Session, now: datetime) -> None:
    enqueue([Draft(kind=kind, recipient=person, object_key=key, due_at=now, expires_at=slot.starts_at)])
