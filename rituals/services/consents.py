"""What a teacher allows: to be recorded or not, who may see it, for how long. It may be withdrawn at any time.

While one teacher of a session does not want to be recorded, the session owes notes only; without such a teacher it owes
again what its ritual keeps. Whoever keeps recordings hears `recording_consent_changed`; the notes always stay.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from rituals.enums import CapturePolicy, TeachingState
from rituals.models import RecordingConsent, Session, Teaching
from rituals.signals import announce, recording_consent_changed

REFUSED = Q(allowed=False) | Q(withdrawn_at__isnull=False)


@dataclass(frozen=True)
class RecordingTerms:
    """What a teacher answered; `keep_months` is None for "without end", counted from the session."""

    allowed: bool
    members_only: bool = False
    keep_months: int | None = None


@transaction.atomic
def give_consent(teaching: Teaching, terms: RecordingTerms, *, now: datetime) -> RecordingConsent:
    """Keep what the teacher of `teaching` allows, in place of what they said before; the same again changes nothing."""
    known = RecordingConsent.objects.select_for_update().filter(teaching=teaching).first()
    if known and known.withdrawn_at is None and _terms_of(known) == terms:
        return known
    consent = known or RecordingConsent(teaching=teaching)
    consent.allowed, consent.members_only, consent.keep_months = terms.allowed, terms.members_only, terms.keep_months
    consent.answered_at, consent.withdrawn_at = now, None
    consent.save()
    follow_consents([teaching.session_id])
    announce(recording_consent_changed, teaching.session_id)
    return consent


@transaction.atomic
def withdraw_consent(teaching: Teaching, *, now: datetime) -> RecordingConsent:
    """The teacher wants no recording any more, also where they were never asked. Withdrawn twice changes nothing."""
    unasked = {"allowed": True, "answered_at": now}
    consent, _created = RecordingConsent.objects.select_for_update().get_or_create(teaching=teaching, defaults=unasked)
    if consent.withdrawn_at:
        return consent
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at", "updated_at"])
    follow_consents([teaching.session_id])
    announce(recording_consent_changed, teaching.session_id)
    return consent


def follow_consents(session_ids: Iterable[int]) -> None:
    """Bring what these sessions owe in line with what their teachers allow.

    Only dates to come are loosened again, and not those that somebody changed by hand.
    """
    sessions = Session.objects.filter(pk__in=list(session_ids))
    refused = Teaching.objects.filter(
        pk__in=RecordingConsent.objects.filter(REFUSED).values("teaching_id"), state=TeachingState.ACCEPTED
    ).values("session_id")
    sessions.filter(capture_policy=CapturePolicy.STANDARD, pk__in=refused).update(
        capture_policy=CapturePolicy.NOTES_ONLY
    )
    sessions.scheduled().filter(
        capture_policy=CapturePolicy.NOTES_ONLY, ritual__capture_policy=CapturePolicy.STANDARD, edited_at__isnull=True
    ).exclude(pk__in=refused).update(capture_policy=CapturePolicy.STANDARD)


def _terms_of(consent: RecordingConsent) -> RecordingTerms:
    return RecordingTerms(consent.allowed, consent.members_only, consent.keep_months)
