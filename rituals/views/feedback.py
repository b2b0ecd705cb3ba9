"""Answering after a session: stars right away, and a month later whether one used it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.feedback import RatingForm, TransferForm
from rituals.services.feedback import CannotAnswer, answer_transfer, rate_session
from rituals.views.sessions import done, show_session, visible_session


@require_POST
@login_required
def rate(request: SignedInRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    require(request, "rituals.give_feedback", session)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return show_session(request, session, status=422, refusal=_("Choose one to five stars, and at most 500 signs."))
    try:
        rate_session(session, by=request.user, now=timezone.now(), **form.cleaned_data)
    except CannotAnswer as refusal:
        return show_session(request, session, status=422, refusal=str(refusal))
    return done(request, session, _("Thank you. The teacher sees it without your name."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def used(request: SignedInRequest, pk: int) -> HttpResponse:
    """One question on a page of its own, where the mail leads."""
    session = visible_session(request, pk)
    require(request, "rituals.give_feedback", session)
    form = TransferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_transfer(session, by=request.user, now=timezone.now(), **form.cleaned_data)
        except CannotAnswer as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Only counts are shown, from five answers on."))
            return redirect(session)
    context = {"session": session, "form": form}
    return render(request, "rituals/used.html", context, status=422 if form.errors else 200)
