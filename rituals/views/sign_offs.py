"""The page on which an expert reads what a colleague wants to teach, and decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.slots import SignOffForm
from rituals.models import SignOff
from rituals.selectors.sign_offs import formal_training_of
from rituals.services.sign_offs import answer_sign_off


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever is asked sees what it is about, members-only or not; for everybody else there is no such page."""
    asked = SignOff.objects.filter(reviewer=request.user).select_related("session__ritual")
    found = get_object_or_404(asked.prefetch_related("session__teachings__user", "session__topics"), pk=pk)
    require(request, "rituals.sign_off", found)
    if request.method != "POST":
        return _show(request, found, SignOffForm())
    form = SignOffForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    refused = form.cleaned_data["refuse"]
    answer_sign_off(found, approved=not refused, note=form.cleaned_data["note"], now=timezone.now())
    messages.success(request, _("Thank you. The teacher is told."))
    return redirect("rituals:sign_off", pk=found.pk)


def _show(request: SignedInRequest, found: SignOff, form: SignOffForm, *, status: int = 200) -> HttpResponse:
    session = found.session
    context = {
        "sign_off": found,
        "session": session,
        "talks": session.talks.select_related("teacher"),
        "teachers": session.teachers(),
        "formal_topics": formal_training_of(session.topics.all()),
        "form": form,
    }
    return render(request, "rituals/sign_off.html", context, status=status)
