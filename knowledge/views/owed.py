"""Held but not captured: the queue, and bringing many files to their sessions at once."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from knowledge.file_kinds import ACCEPTED
from knowledge.forms.catch_up import choices_made, names_asked, undecided
from knowledge.models import InboxItem
from knowledge.selectors.capture_queue import capture_queue, is_longer
from knowledge.services.catch_up import file_all, suggest_sessions
from knowledge.validators import safe_filename
from knowledge.views.limits import refuse_large_bodies
from peerlearn.core.htmx import render
from peerlearn.people.http import SignedInRequest

MOST_FILES = 50


@refuse_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def owed(request: SignedInRequest) -> HttpResponse:
    """`?name=` asks where files of these names would go; nothing is kept before somebody saw that."""
    sessions = [waiting.session for waiting in capture_queue(request.user, now=timezone.now())]
    if request.method != "POST":
        return _page(request, matches=suggest_sessions(names_asked(request.GET), sessions))
    files = request.FILES.getlist("files")[:MOST_FILES]
    names = [safe_filename(file.name or "") for file in files]
    chosen = choices_made(request.POST, sessions)
    if undecided(names, chosen):
        return _page(request, matches=suggest_sessions(names, sessions), again=True)
    return _page(request, filed=file_all(files, chosen, by=request.user))


def _page(request: SignedInRequest, **found: Any) -> HttpResponse:
    context = {
        "queue": capture_queue(request.user, now=timezone.now()),
        "more": is_longer(request.user),
        "accepted": ACCEPTED,
        "came": InboxItem.objects.open().visible_to(request.user).count(),
    }
    return render(request, "knowledge/owed.html", context | found, partials={"catch-up"})
