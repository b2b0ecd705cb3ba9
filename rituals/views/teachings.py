"""The own date as a teacher: answer when asked, give it back, swap it with a colleague."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerlearn.core.forms import first_error
from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.enums import SwapState, TeachingState
from rituals.forms.slots import AnswerForm, SwapForm
from rituals.models import Session, Swap, Teaching
from rituals.selectors.slot_board import swappable_for
from rituals.services import swaps
from rituals.services.refusals import SlotTaken
from rituals.services.slots import give_slot_back
from rituals.services.teacher_invitations import accept_invitation, decline_invitation
from rituals.views.sessions import done, show_session, visible_session


@require_POST
@login_required
def answer_teaching(request: SignedInRequest, pk: int) -> HttpResponse:
    teaching = _own_teaching(request, pk)
    require(request, "rituals.answer_teaching", teaching)
    form = AnswerForm(request.POST)
    if not form.is_valid() and "decline" not in request.POST:
        return _show(request, teaching, status=422, refusal=first_error(form))
    answers = dict(form.cleaned_data)
    if answers.pop("decline"):
        decline_invitation(teaching, now=timezone.now())
        return _done_or_home(request, teaching, _("Thank you for the answer. Only whoever asked is told."))
    try:
        accept_invitation(teaching, now=timezone.now(), **answers)
    except SlotTaken as refusal:
        return _show(request, teaching, status=422, refusal=str(refusal), formal_topics=refusal.topics)
    return done(request, teaching.session, _("You teach. Thank you!"))


@require_POST
@login_required
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    teaching = _own_teaching(request, pk)
    require(request, "rituals.answer_teaching", teaching)
    try:
        give_slot_back(teaching, now=timezone.now())
    except SlotTaken as refusal:
        return _show(request, teaching, status=422, refusal=str(refusal))
    return _done_or_home(request, teaching, _("The slot is open again. Whoever runs the ritual is told."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def swap(request: SignedInRequest, pk: int) -> HttpResponse:
    teaching = get_object_or_404(_teachings(request), pk=pk, state=TeachingState.ACCEPTED)
    require(request, "rituals.swap_slot", teaching)
    choices = swappable_for(teaching, request.user, now=timezone.now())
    form = SwapForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method != "POST" or not form.is_valid():
        return _show_swap(request, teaching, form, status=422 if form.is_bound else 200)
    wanted = form.cleaned_data["wanted"]
    try:
        swaps.ask_for_swap(teaching, wanted=wanted, now=timezone.now())
    except swaps.CannotSwap as refusal:
        form.add_error(None, str(refusal))
        return _show_swap(request, teaching, form, status=422)
    messages.success(request, _("%(name)s is asked to swap.") % {"name": wanted.user.name})
    return redirect(teaching.session)


@require_POST
@login_required
def answer_swap(request: SignedInRequest, pk: int) -> HttpResponse:
    offers = Swap.objects.filter(wanted__user=request.user).select_related("wanted", "offered")
    offer = get_object_or_404(offers, pk=pk)
    require(request, "rituals.answer_swap", offer)
    here = visible_session(request, offer.wanted.session_id)
    if "decline" in request.POST:
        swaps.decline_swap(offer, now=timezone.now())
        return done(request, here, _("The dates stay as they are."))
    try:
        accepted = swaps.accept_swap(offer, now=timezone.now())
    except swaps.CannotSwap as refusal:
        return show_session(request, here, status=422, refusal=str(refusal))
    said = _("Swapped.") if accepted.state == SwapState.ACCEPTED else _("The dates stay as they are.")
    return done(request, here, said)


def _show_swap(request: SignedInRequest, teaching: Teaching, form: SwapForm, *, status: int = 200) -> HttpResponse:
    context = {"teaching": teaching, "session": teaching.session, "form": form}
    return render(request, "rituals/slot_swap.html", context, status=status)


def _teachings(request: SignedInRequest) -> Any:
    return Teaching.objects.filter(user=request.user).select_related("session__ritual", "asked_by")


def _own_teaching(request: SignedInRequest, pk: int) -> Teaching:
    return get_object_or_404(_teachings(request), pk=pk)


def _show(request: SignedInRequest, teaching: Teaching, **extra: Any) -> HttpResponse:
    return show_session(request, visible_session(request, teaching.session_id), **extra)


def _done_or_home(request: SignedInRequest, teaching: Teaching, said: str) -> HttpResponse:
    """A closed circle is not open any more to somebody who does not teach there."""
    if Session.objects.visible_to(request.user).filter(pk=teaching.session_id).exists():
        return done(request, teaching.session, said)
    messages.success(request, said)
    return redirect("home:index")
