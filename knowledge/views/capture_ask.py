"""Asking the people of a session for what nobody kept."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from knowledge.selectors.uncaptured import sessions_without_words
from knowledge.services.capture_asks import ask_for_capture
from peerlearn.core.htmx import wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_POST
@login_required
def capture_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nothing tells the people of the session who asked."""
    session = get_object_or_404(sessions_without_words().visible_to(request.user).select_related("ritual"), pk=pk)
    require(request, "knowledge.ask_for_capture", session)
    ask_for_capture(session, by=request.user, now=timezone.now())
    if wants_part(request):
        return render(request, "knowledge/_capture_ask.html", {"session_id": session.pk, "asked": True})
    return redirect(session)
