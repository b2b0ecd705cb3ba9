"""What is taught on a date and how: prepare it, print its run sheet, run something captured again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.slots import EncoreForm, PreparationForm
from rituals.models import Session
from rituals.selectors.clashes import clashes_of
from rituals.selectors.requests import open_slots
from rituals.services.encores import run_encore
from rituals.services.refusals import NotForColleagues, SlotTaken
from rituals.services.slots import prepare_session
from rituals.views.sessions import visible_session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preparation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is taught, and the run sheet."""
    found = visible_session(request, pk)
    require(request, "rituals.run_session", found)
    if request.method != "POST":
        return _show_preparation(request, found, PreparationForm(initial=PreparationForm.of(found)))
    form = PreparationForm(request.POST)
    if not form.is_valid():
        return _show_preparation(request, found, form, status=422)
    try:
        prepare_session(found, now=timezone.now(), **form.cleaned_data)
    except NotForColleagues as refusal:
        form.add_error(None, str(refusal))
        return _show_preparation(request, found, form, status=422, formal_topics=refusal.topics)
    messages.success(request, _("Saved."))
    return redirect(found)


@require_safe
@login_required
def run_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The run sheet alone, for paper."""
    found = visible_session(request, pk)
    require(request, "rituals.run_session", found)
    return render(request, "rituals/run_sheet.html", {"session": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def encore(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk)
    require(request, "rituals.repeat_session", found)
    slots = open_slots(request.user, now=timezone.now())
    form = EncoreForm(request.POST if request.method == "POST" else None, slots=slots)
    if request.method != "POST" or not form.is_valid():
        return _show_encore(request, found, form, status=422 if form.is_bound else 200)
    try:
        again = run_encore(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SlotTaken as refusal:
        form.add_error(None, str(refusal))
        return _show_encore(request, found, form, status=422, formal_topics=refusal.topics)
    messages.success(request, _("The slot is yours. Thank you for teaching."))
    return redirect(again)


def _show_preparation(
    request: SignedInRequest, found: Session, form: PreparationForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"session": found, "form": form, "clashes": clashes_of(request.user, found)}
    return render(request, "rituals/session_preparation.html", context | extra, status=status)


def _show_encore(
    request: SignedInRequest, found: Session, form: EncoreForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return render(request, "rituals/session_encore.html", {"session": found, "form": form} | extra, status=status)
