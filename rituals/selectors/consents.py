"""What the teachers of a session allow together: the narrowest of their answers counts."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rituals.enums import CapturePolicy, TeachingState
from rituals.models import RecordingConsent, Session, Teaching


@dataclass(frozen=True)
class Recording:
    """Whether a session is recorded, who may see it, and for how many months after it; None is without end."""

    allowed: bool
    members_only: bool
    keep_months: int | None


def recording_of(session: Session) -> Recording:
    """The answers of those who accepted to teach; who was not asked or did not answer follows the session's policy."""
    consents = list(RecordingConsent.objects.filter(teaching__session=session, teaching__state=TeachingState.ACCEPTED))
    months = [consent.keep_months for consent in consents if consent.keep_months]
    refused = any(not consent.allowed or consent.withdrawn_at for consent in consents)
    return Recording(
        allowed=session.capture_policy == CapturePolicy.STANDARD and not refused,
        members_only=any(consent.members_only for consent in consents),
        keep_months=min(months) if months else None,
    )


def consent_of(teaching_id: int) -> RecordingConsent | None:
    """What one teacher answered, None when they did not."""
    return RecordingConsent.objects.filter(teaching=teaching_id).first()


def refused_sessions() -> QuerySet[Teaching, int]:
    """The numbers of sessions of which a teacher does not want a recording, or not any more."""
    refused = Q(recording_consent__allowed=False) | Q(recording_consent__withdrawn_at__isnull=False)
    return Teaching.objects.filter(refused, state=TeachingState.ACCEPTED).values_list("session_id", flat=True)
