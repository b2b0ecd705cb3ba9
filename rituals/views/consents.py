"""What a teacher allows to be recorded: said anew, or withdrawn."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.enums import TeachingState
from rituals.forms.consents import RecordingForm
from rituals.models import Teaching
from rituals.services.consents import give_consent, withdraw_consent
from rituals.views.sessions import done, show_session, visible_session


@require_POST
@login_required
def recording(request: SignedInRequest, pk: int) -> HttpResponse:
    teaching = _own_teaching(request, pk)
    require(request, "rituals.allow_recording", teaching)
    form = RecordingForm(request.POST)
    if not form.is_valid() or form.cleaned_data["recording"] is None:
        here = visible_session(request, teaching.session_id)
        return show_session(request, here, status=422, refusal=_("Choose one of the answers about the recording."))
    give_consent(teaching, form.cleaned_data["recording"], now=timezone.now())
    return done(request, teaching.session, _("Saved. The session follows what you said."))


@require_POST
@login_required
def recording_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    teaching = _own_teaching(request, pk)
    require(request, "rituals.allow_recording", teaching)
    withdraw_consent(teaching, now=timezone.now())
    return done(request, teaching.session, _("Withdrawn. Recording and transcript are taken away; the notes stay."))


def _own_teaching(request: SignedInRequest, pk: int) -> Teaching:
    taught = Teaching.objects.filter(user=request.user, state=TeachingState.ACCEPTED)
    return get_object_or_404(taught.select_related("session__ritual"), pk=pk)
