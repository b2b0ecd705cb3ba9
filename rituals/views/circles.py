"""Coaching circles: rounds to sign up for, a new round, and forming its circles."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind
from rituals.forms.circles import CircleRoundForm, SignUpForm
from rituals.models import CircleRound, Ritual
from rituals.selectors.circles import open_rounds, own_circles, preview, rhythm_of_round
from rituals.services import circles


@require_safe
@login_required
def circle_rounds(request: SignedInRequest) -> HttpResponse:
    return _show(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_round(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.call_circles")
    if request.method != "POST":
        return render(
            request, "rituals/circle_new.html", {"form": CircleRoundForm(initial=CircleRoundForm.usual(request.user))}
        )
    form = CircleRoundForm(request.POST)
    if not form.is_valid():
        return render(request, "rituals/circle_new.html", {"form": form}, status=422)
    fields = ("name", "purpose", "closes_on", "schedule", "duration_minutes")
    circles.call_round(request.user, **{name: form.cleaned_data[name] for name in fields})
    messages.success(request, _("Everybody can sign up now."))
    return redirect("rituals:circles")


@require_POST
@login_required
def sign_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign up with a goal, change it, or take the sign-up back with the button `leave`."""
    found = get_object_or_404(CircleRound, pk=pk)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return _show(request, status=422, refused=found, form=form)
    today = timezone.localdate()
    try:
        if "leave" in request.POST:
            circles.withdraw(found, by=request.user, today=today)
        else:
            circles.sign_up(found, by=request.user, goal=form.cleaned_data["goal"], today=today)
    except circles.RoundClosed as refusal:
        return _show(request, status=422, refusal=str(refusal))
    return redirect("rituals:circles")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def form_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look at the circles that would be made, then make them; who is in one is then for its members only."""
    found = get_object_or_404(CircleRound, pk=pk)
    require(request, "rituals.form_circles", found)
    if found.formed_at and request.method != "POST":
        return redirect("rituals:circles")
    refusal = ""
    if request.method == "POST":
        try:
            made = circles.form_round(found, by=request.user, now=timezone.now())
        except circles.RoundClosed as error:
            refusal = str(error)
        else:
            said = ngettext("%(number)d circle is formed.", "%(number)d circles are formed.", len(made))
            messages.success(request, said % {"number": len(made)})
            return redirect("rituals:circles")
    context = {"round": found, "preview": None if found.formed_at else preview(found), "refusal": refusal}
    return render(request, "rituals/circle_form.html", context, status=422 if refusal else 200)


@require_POST
@login_required
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    own = Ritual.objects.filter(kind=RitualKind.COACHING_CIRCLE, members=request.user)
    circles.leave_circle(get_object_or_404(own, slug=slug), by=request.user, now=timezone.now())
    messages.success(request, _("You have left the circle."))
    return redirect("rituals:circles")


def _show(request: SignedInRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    rounds = open_rounds(request.user)
    context = {
        "rounds": [(one, rhythm_of_round(one)) for one in rounds],
        "may_form": {one.pk for one in rounds if request.user.has_perm("rituals.form_circles", one)},
        "circles": own_circles(request.user),
        "form": SignUpForm(),
        "today": timezone.localdate(),
        "may_call": request.user.has_perm("rituals.call_circles"),
    }
    return render(request, "rituals/circles.html", context | extra, status=status)
