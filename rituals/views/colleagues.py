"""The names behind every field in which somebody types a colleague."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from peerlearn.core.htmx import render
from peerlearn.people.http import SignedInRequest
from rituals.selectors.colleagues import colleagues_called

NAME_FIELDS = ("person", "teacher", "first", "second", "third")


@require_safe
@login_required
def colleagues(request: SignedInRequest) -> HttpResponse:
    """The list behind a field in which somebody types a name; the field sends what it holds under its own name."""
    typed = next((request.GET[name] for name in NAME_FIELDS if name in request.GET), "")
    return render(request, "rituals/_colleagues.html", {"colleagues": colleagues_called(typed)})
