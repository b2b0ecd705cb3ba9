"""The list behind every field in which somebody types topics."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge.selectors.topic_offers import topics_like
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def topic_offers(request: SignedInRequest) -> HttpResponse:
    """What exists of what was typed so far."""
    offers = list(topics_like(request.GET.get("q", ""), request.user))
    return render(request, "knowledge/_topic_offers.html", {"offers": offers})
