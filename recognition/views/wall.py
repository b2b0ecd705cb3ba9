"""The wall of public thanks."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from peerlearn.core.htmx import render
from peerlearn.people.http import SignedInRequest
from recognition.selectors.thanks import wall as letters_on_wall


@require_safe
@login_required
def wall(request: SignedInRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    letters, last = letters_on_wall(request.user, before=_place(before) if before else None)
    older = f"{last.given_at.isoformat()}~{last.pk}" if last else ""
    return render(request, "recognition/wall.html", {"letters": letters, "older": older, "is_first": not before})


def _place(text: str) -> tuple[datetime, int]:
    """Where a page begins: behind the thanks that ended the page before."""
    written, _sign, pk = text.partition("~")
    try:
        moment, number = datetime.fromisoformat(written), int(pk)
    except ValueError as error:
        raise Http404(text) from error
    if timezone.is_naive(moment):
        raise Http404(text)
    return moment, number
