"""What the teachers of a session allow together: the narrowest of their answers counts, and the shortest time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from rituals.enums import CapturePolicy, TeachingState
from rituals.models import RecordingConsent, Session, Teaching

UNDONE_WITHIN = timedelta(days=30)
"""How long a recording that a teacher took away is only hidden, so that a slip can be undone. Then it is deleted."""
NOTICE = timedelta(days=14)
"""How long before its end people are told; a time that was chosen late lasts at least as long from then on."""

REFUSED = Q(recording_consent__allowed=False) | Q(recording_consent__withdrawn_at__isnull=False)


def _later(moment: F | Coalesce, span: Any) -> ExpressionWrapper:
    return ExpressionWrapper(moment + span, output_field=DateTimeField())


_MONTHS = Func(
    F("recording_consent__keep_months"),
    template="make_interval(months => %(expressions)s)",
    output_field=DurationField(),
)
_REFUSED_AT = Coalesce(F("recording_consent__withdrawn_at"), F("recording_consent__answered_at"))
_KEPT_UNTIL = Greatest(
    _later(F("session__starts_at"), _MONTHS), _later(F("recording_consent__answered_at"), Value(NOTICE))
)
_ENDS = Case(
    When(REFUSED, then=_later(_REFUSED_AT, Value(UNDONE_WITHIN))),
    When(recording_consent__keep_months__isnull=False, then=_KEPT_UNTIL),
    output_field=DateTimeField(),
)


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
    return Teaching.objects.filter(REFUSED, state=TeachingState.ACCEPTED).values_list("session_id", flat=True)


@dataclass(frozen=True)
class RecordingEnd:
    """When recording and transcript of a session are deleted; `refused` when a teacher took them away."""

    at: datetime
    refused: bool


def recording_end(session_id: int) -> RecordingEnd | None:
    """The first end that any of its teachers chose, None where all of them keep it without end."""
    chosen = _accepted().filter(session=session_id).annotate(ends=_ENDS).filter(ends__isnull=False)
    first = (
        chosen.order_by("ends")
        .values_list("ends", "recording_consent__allowed", "recording_consent__withdrawn_at")
        .first()
    )
    if first is None:
        return None
    at, allowed, withdrawn_at = first
    return RecordingEnd(at, refused=not allowed or withdrawn_at is not None)


def ended_sessions(by: datetime) -> QuerySet[Teaching, int]:
    """The numbers of sessions of which, by that moment, no recording may be left."""
    return _accepted().annotate(ends=_ENDS).filter(ends__lte=by).values_list("session_id", flat=True)


def _accepted() -> QuerySet[Teaching]:
    return Teaching.objects.filter(state=TeachingState.ACCEPTED)
