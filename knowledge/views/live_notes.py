"""Notes during a session: what is new, one more line, one line less."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowledge.forms.live_notes import LiveNoteForm
from knowledge.models import LiveNote
from knowledge.panels.live_notes import live_notes_context
from knowledge.selectors.live_notes import state_of_lines
from knowledge.services.live_notes import NotesClosed, take_back, write_line
from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.models import Session

PANEL = "knowledge/panels/live_notes.html"
PARTS = {"live-lines"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def live_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?known=` says which lines the page has: 204 when there is nothing new."""
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        return _write(request, session)
    if not wants_part(request):
        return redirect(session)
    if request.GET.get("known") == state_of_lines(session):
        return HttpResponse(status=204)
    return _panel(request, session)


@require_POST
@login_required
def take_line_back(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Session.objects.visible_to(request.user)
    line = get_object_or_404(LiveNote.objects.select_related("session").filter(session__in=visible), pk=pk)
    require(request, "knowledge.take_back_line", line)
    take_back(line)
    return _panel(request, line.session) if wants_part(request) else redirect(line.session)


def _write(request: SignedInRequest, session: Session) -> HttpResponse:
    require(request, "knowledge.write_line", session)
    form = LiveNoteForm(request.POST)
    try:
        if form.is_valid():
            write_line(session, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
            form = LiveNoteForm()
            form.fields["text"].widget.attrs["autofocus"] = True  # the next line may follow at once
    except NotesClosed:
        form.add_error("text", _("Notes are taken from a quarter of an hour before the start to a day after the end."))
    if wants_part(request):
        return _panel(request, session, form=form, status=422 if form.errors else 200)
    for error in form.errors.get("text", []):
        messages.warning(request, str(error))
    return redirect(session)


def _panel(
    request: SignedInRequest, session: Session, *, form: LiveNoteForm | None = None, status: int = 200
) -> HttpResponse:
    context = live_notes_context(request, session) | ({"form": form} if form else {})
    return render(request, PANEL, context, partials=PARTS, status=status)
