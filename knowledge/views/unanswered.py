"""What colleagues searched for and nobody has said: for those who can find somebody to teach it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge.selectors.unanswered import ENOUGH_ASKERS, unanswered_terms
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.selectors.requests import requests_titled


@require_safe
@login_required
def unanswered(request: SignedInRequest) -> HttpResponse:
    """A term that somebody has asked to learn already leads to that request."""
    require(request, "knowledge.see_unanswered")
    terms = unanswered_terms(now=timezone.now())
    asked = requests_titled([each.term for each in terms], request.user)
    context = {"terms": [(each, asked.get(each.term)) for each in terms], "enough": ENOUGH_ASKERS}
    return render(request, "knowledge/unanswered.html", context)
