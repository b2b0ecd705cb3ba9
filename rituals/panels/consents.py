"""Before and after a session its teachers see what they allowed to be recorded, and change or withdraw it there."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import CapturePolicy, SessionStatus, TeachingState
from rituals.forms.consents import RecordingForm
from rituals.models import Session
from rituals.selectors.consents import consent_of, recording_end


def recording_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """For who teaches there, wherever a recording was asked for or allowed."""
    own = next((one for one in session.teachings.all() if one.user_id == request.user.pk), None)
    if own is None or own.state != TeachingState.ACCEPTED or session.status == SessionStatus.CANCELLED:
        return None
    consent = consent_of(own.pk)
    if consent is None and session.capture_policy != CapturePolicy.STANDARD:
        return None
    end = recording_end(session.pk)
    context = {
        "session": session,
        "end": end,
        "over": end is not None and end.at <= timezone.now(),
        "before": RecordingForm.of(consent, withdrawn=False),
        "own": own,
        "consent": consent,
        "begun": session.starts_at <= timezone.now(),
        "form": RecordingForm(auto_id="recording-%s", initial=RecordingForm.of(consent)),
    }
    return Panel("rituals/panels/recording.html", context)
