"""Having the transcript of a recording written by a machine, where the instance can."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.services.transcription import NothingToHear, ask_to_transcribe
from knowledge.speech import is_configured
from knowledge.views.capture import held_article
from knowledge.views.suggestions import decided, show_suggestions
from peerlearn.core.htmx import wants_part
from peerlearn.people.http import SignedInRequest


@require_POST
@login_required
def transcription(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for it; the list beside the capture shows how far it is."""
    article = held_article(request, pk)
    if not is_configured():
        raise Http404
    try:
        ask_to_transcribe(article, by=request.user)
    except NothingToHear as refusal:
        if wants_part(request):
            return show_suggestions(request, article, refusal=str(refusal), status=422)
        messages.warning(request, str(refusal))
        return redirect("knowledge:capture", pk=pk)
    return decided(request, article, _("The recording is listened to. That takes about as long as it lasts."))
