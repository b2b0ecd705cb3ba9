"""Slots: take one, ask somebody, answer, give it back, swap it, prepare it, run something again.

What is done on the slot board answers with its line; what is done on a session's page, with that page.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.enums import SwapState, TeachingState
from rituals.forms.sessions import ClaimForm
from rituals.forms.slots import AnswerForm, AskForm, EncoreForm, PreparationForm, ProposalForm, SwapForm
from rituals.models import Ritual, Session, Swap, Teaching
from rituals.panels.board import ask_form_for, board_line, claim_form_for
from rituals.selectors.clashes import clashes_of
from rituals.selectors.colleagues import colleagues_called
from rituals.selectors.requests import open_slots
from rituals.selectors.slot_board import swappable_for
from rituals.selectors.suggestions import suggestions_for
from rituals.services import swaps
from rituals.services.encores import run_encore
from rituals.services.refusals import NotForColleagues, SlotTaken
from rituals.services.slots import claim_slot, give_slot_back, prepare_session
from rituals.services.teacher_invitations import CannotAsk, accept_invitation, ask_to_teach, decline_invitation
from rituals.views.sessions import done, show_session, visible_session

ROW = "rituals/_slot.html"
NAME_FIELDS = ("person", "teacher", "first", "second", "third")


@require_POST
@login_required
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk)
    require(request, "rituals.claim_slot", found)
    form = claim_form_for(found, request.POST) if _on_board(request) else ClaimForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, "", claim_form=form)
    try:
        claim_slot(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SlotTaken as refusal:
        return _refused(request, found, refusal, claim_form=form)
    said = _("The slot is yours. Thank you for teaching.")
    return _answer(request, found, " ".join([said, *_warning(request, found)]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom to ask, with reasons."""
    found = visible_session(request, pk)
    require(request, "rituals.run_session", found)
    if request.method != "POST":
        return _show_ask(request, found, AskForm(initial={"person": request.GET.get("person", "")}))
    form = ask_form_for(found, request.POST) if _on_board(request) else AskForm(request.POST)
    if not form.is_valid():
        return _ask_refused(request, found, form)
    try:
        ask_to_teach(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except (CannotAsk, SlotTaken) as refusal:
        form.add_error("person", str(refusal))
        return _ask_refused(request, found, form)
    return _answer(request, found, _("%(name)s is asked.") % {"name": form.cleaned_data["person"].name})


@require_safe
@login_required
def colleagues(request: SignedInRequest) -> HttpResponse:
    """The list behind a field in which somebody types a name; the field sends what it holds under its own name."""
    names = ("person", "teacher", "first", "second", "third")
    typed = next((request.GET[name] for name in names if name in request.GET), "")
    return render(request, "rituals/_colleagues.html", {"colleagues": colleagues_called(typed)})


@require_POST
@login_required
def answer_teaching(request: SignedInRequest, pk: int) -> HttpResponse:
    teaching = _own_teaching(request, pk)
    require(request, "rituals.answer_teaching", teaching)
    form = AnswerForm(request.POST)
    if not form.is_valid() and "decline" not in request.POST:
        return _show(request, teaching, status=422, refusal=next(iter(form.errors.values()))[0])
    answers = dict(form.cleaned_data)
    if answers.pop("decline"):
        decline_invitation(teaching, now=timezone.now())
        return _done_or_home(request, teaching, _("Thank you for the answer. Only whoever asked is told."))
    try:
        accept_invitation(teaching, now=timezone.now(), **answers)
    except SlotTaken as refusal:
        return _show(request, teaching, status=422, refusal=str(refusal), formal_topics=_formal(refusal))
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
        again = run_encore(found, slot=form.cleaned_data["slot"], by=request.user, now=timezone.now())
    except SlotTaken as refusal:
        form.add_error(None, str(refusal))
        return _show_encore(request, found, form, status=422)
    messages.success(request, _("The slot is yours. Thank you for teaching."))
    return redirect(again)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: SignedInRequest, slug: str) -> HttpResponse:
    """A talk without a date takes the ritual's next open slot."""
    ritual = get_object_or_404(Ritual.objects.visible_to(request.user), slug=slug)
    require(request, "rituals.propose_topic", ritual)
    if request.method != "POST":
        return _show_proposal(request, ritual, ProposalForm())
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _show_proposal(request, ritual, form, status=422)
    open_ones = Session.objects.visible_to(request.user).upcoming(timezone.now()).filter(ritual=ritual)
    slot = open_ones.filter(starts_at__gt=timezone.now()).without_teacher().first()
    if slot is None:
        form.add_error(None, _("Every date on the calendar has a teacher. Offer a swap, or try another ritual."))
        return _show_proposal(request, ritual, form, status=422)
    try:
        claim_slot(slot, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SlotTaken as refusal:
        form.add_error(None, str(refusal))
        return _show_proposal(request, ritual, form, status=422, formal_topics=_formal(refusal))
    messages.success(request, _("The slot is yours. Thank you for teaching."))
    return redirect(slot)


def _on_board(request: SignedInRequest) -> bool:
    return "board" in request.POST


def _answer(request: SignedInRequest, found: Session, said: str) -> HttpResponse:
    """The line of the board, or the session's page; `said` shows as a toast either way."""
    if not _on_board(request) or found.ritual is None:
        return done(request, found, said)
    if wants_part(request):
        response = _line(request, found)
        return trigger_client_event(response, "toast", {"value": said})
    messages.success(request, said)
    return redirect(f"{found.ritual.get_absolute_url()}#slot-{found.pk}")


def _refused(
    request: SignedInRequest, found: Session, refusal: SlotTaken | str, *, claim_form: ClaimForm
) -> HttpResponse:
    if _on_board(request) and wants_part(request):
        return _line(request, found, status=422, claim_form=claim_form, refusal=str(refusal))
    return show_session(
        request,
        found,
        status=422,
        refusal=str(refusal),
        formal_topics=_formal(refusal),
        claim_form=ClaimForm(request.POST),
    )


def _ask_refused(request: SignedInRequest, found: Session, form: AskForm) -> HttpResponse:
    if _on_board(request) and wants_part(request):
        return _line(request, found, status=422, ask_form=form)
    return _show_ask(request, found, form, status=422)


def _line(request: SignedInRequest, found: Session, *, status: int = 200, **extra: Any) -> HttpResponse:
    line = board_line(request, visible_session(request, found.pk), **extra)
    return render(request, ROW, {"line": line}, status=status)


def _show_ask(request: SignedInRequest, found: Session, form: AskForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"session": found, "form": form}
    if found.ritual:
        context["suggestions"] = suggestions_for(found.ritual, asker=request.user, now=timezone.now())
    return render(request, "rituals/slot_ask.html", context, status=status)


def _show_swap(request: SignedInRequest, teaching: Teaching, form: SwapForm, *, status: int = 200) -> HttpResponse:
    context = {"teaching": teaching, "session": teaching.session, "form": form}
    return render(request, "rituals/slot_swap.html", context, status=status)


def _show_preparation(
    request: SignedInRequest, found: Session, form: PreparationForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"session": found, "form": form, "clashes": clashes_of(request.user, found)}
    return render(request, "rituals/session_preparation.html", context | extra, status=status)


def _show_encore(request: SignedInRequest, found: Session, form: EncoreForm, *, status: int = 200) -> HttpResponse:
    return render(request, "rituals/session_encore.html", {"session": found, "form": form}, status=status)


def _show_proposal(
    request: SignedInRequest, ritual: Ritual, form: ProposalForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return render(request, "rituals/ritual_propose.html", {"ritual": ritual, "form": form} | extra, status=status)


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


def _warning(request: SignedInRequest, found: Session) -> list[str]:
    """A second date at the same time is said, never refused."""
    return [
        _("Mind: at that time you also have “%(session)s”.") % {"session": other}
        for other in clashes_of(request.user, found)[:1]
    ]


def _formal(refusal: SlotTaken | str) -> Any:
    return refusal.topics if isinstance(refusal, NotForColleagues) else ()
