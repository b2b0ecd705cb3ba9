"""Open slots: take one, ask somebody, propose a talk for the next one.

What is done on the slot board answers with its line; what is done on a session's page, with that page.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.topics.models import Topic
from rituals.forms.sessions import ClaimForm
from rituals.forms.slots import AskForm, ProposalForm
from rituals.models import Ritual, Session
from rituals.panels.board import ask_form_for, board_line, claim_form_for
from rituals.selectors.clashes import clashes_of
from rituals.selectors.suggestions import suggestions_for
from rituals.services.refusals import SlotTaken
from rituals.services.slots import claim_slot
from rituals.services.teacher_invitations import CannotAsk, ask_to_teach
from rituals.views.sessions import done, show_session, visible_session

ROW = "rituals/_slot.html"


@require_POST
@login_required
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk)
    require(request, "rituals.claim_slot", found)
    form = claim_form_for(found, request.POST) if _on_board(request) else ClaimForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, claim_form=form)
    try:
        claim_slot(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SlotTaken as refusal:
        return _refused(request, found, claim_form=form, refusal=str(refusal), formal_topics=refusal.topics)
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
        return _show_proposal(request, ritual, form, status=422, formal_topics=refusal.topics)
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
    request: SignedInRequest,
    found: Session,
    *,
    claim_form: ClaimForm,
    refusal: str = "",
    formal_topics: Sequence[Topic] = (),
) -> HttpResponse:
    if _on_board(request) and wants_part(request):
        return _line(request, found, status=422, claim_form=claim_form, refusal=refusal, formal_topics=formal_topics)
    page_form = ClaimForm(request.POST)
    return show_session(request, found, status=422, refusal=refusal, formal_topics=formal_topics, claim_form=page_form)


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


def _show_proposal(
    request: SignedInRequest, ritual: Ritual, form: ProposalForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return render(request, "rituals/ritual_propose.html", {"ritual": ritual, "form": form} | extra, status=status)


def _warning(request: SignedInRequest, found: Session) -> list[str]:
    """A second date at the same time is said, never refused."""
    return [
        _("Mind: at that time you also have “%(session)s”.") % {"session": other}
        for other in clashes_of(request.user, found)[:1]
    ]
