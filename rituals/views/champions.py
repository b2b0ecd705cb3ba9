"""Champions: where they are and are missing, the question that finds them, and what follows for who is named."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.core.windows import local_day
from peerlearn.people.http import SignedInRequest
from rituals.forms.champions import CallForm, CharterForm, InterviewForm, NamesForm
from rituals.models import Champion, ChampionCall, Naming
from rituals.selectors import champions as selectors
from rituals.selectors.requests import open_slots
from rituals.services import champions as services
from rituals.services.refusals import SlotTaken

ANSWERED_WITHIN = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def champion_list(request: SignedInRequest) -> HttpResponse:
    """The map and the people; posting opens a new call."""
    require(request, "rituals.view_champions")
    if request.method != "POST":
        return _show_list(request, _usual_call())
    require(request, "rituals.open_call")
    form = CallForm(request.POST)
    if not form.is_valid():
        return _show_list(request, form, status=422)
    call = services.open_call(request.user, **form.cleaned_data)
    messages.success(request, _("Everybody is asked now."))
    return redirect(call)


@require_POST
@login_required
def table(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.open_call")
    found = services.start_table(request.user, now=timezone.now())
    messages.success(request, _("%(name)s is on the calendar.") % {"name": found.name})
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def champion_call(request: SignedInRequest, pk: int) -> HttpResponse:
    """The question; posting answers it with up to three names."""
    call = _visible(request, pk)
    require(request, "rituals.name_colleague")
    if request.method != "POST":
        return _show(request, call)
    form = NamesForm(request.POST, by=request.user)
    if not form.is_valid():
        return _show(request, call, status=422, names_form=form)
    try:
        services.name_colleagues(call, named=form.people, by=request.user, now=timezone.now())
    except services.NotAccepted as refusal:
        return _show(request, call, status=422, refusal=str(refusal))
    messages.success(request, _("Thank you. Nobody learns whom you named."))
    return redirect(call)


@require_POST
@login_required
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    call = _visible(request, pk)
    require(request, "rituals.sign_charter", call)
    form = CharterForm(request.POST)
    if not form.is_valid():
        return _show(request, call, status=422, charter_form=form)
    try:
        services.sign_charter(call, by=request.user, now=timezone.now(), **form.cleaned_data)
    except services.NotAccepted as refusal:
        return _show(request, call, status=422, refusal=str(refusal))
    messages.success(request, _("You are a champion now. Thank you."))
    return redirect(call)


@require_POST
@login_required
def volunteer(request: SignedInRequest) -> HttpResponse:
    """Sign the charter without having been named."""
    require(request, "rituals.volunteer_as_champion")
    form = CharterForm(request.POST)
    if not form.is_valid():
        return _show_list(request, _usual_call(), status=422, charter_form=form)
    services.volunteer(by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("You are a champion now. Thank you."))
    return redirect("rituals:champion_list")


@require_POST
@login_required
def interview(request: SignedInRequest, pk: int) -> HttpResponse:
    call = _visible(request, pk)
    require(request, "rituals.sign_charter", call)
    form = InterviewForm(request.POST, slots=open_slots(request.user, now=timezone.now()))
    if not form.is_valid():
        return _show(request, call, status=422, interview_form=form)
    try:
        teaching = services.take_interview(call, by=request.user, now=timezone.now(), **form.cleaned_data)
    except services.NotAccepted as refusal:
        return _show(request, call, status=422, refusal=str(refusal))
    except SlotTaken as refusal:
        return _show(request, call, status=422, refusal=str(refusal), formal_topics=refusal.topics)
    messages.success(request, _("You are interviewed then: ten minutes, no slides."))
    return redirect(teaching.session)


def _visible(request: SignedInRequest, pk: int) -> ChampionCall:
    calls = ChampionCall.objects.visible_to(request.user).select_related("program", "created_by")
    return get_object_or_404(calls, pk=pk)


def _usual_call() -> CallForm:
    today = local_day(timezone.now())
    return CallForm(initial={"opens_on": today, "closes_on": today + ANSWERED_WITHIN})


def _show_list(request: SignedInRequest, form: CallForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    today = local_day(timezone.now())
    calls = ChampionCall.objects.visible_to(request.user)
    opens = request.user.has_perm("rituals.open_call")
    coverage = selectors.coverage_map(today)
    champions = list(selectors.current_champions(today))
    own = [champion for champion in champions if champion.user_id == request.user.pk]
    context: dict[str, Any] = {
        "coverage": coverage,
        "missing": sum(line.missing for line in coverage),
        "champions": champions,
        "term": max(own, key=lambda champion: champion.ends_on, default=None),
        "charter_form": CharterForm(),
        "open_calls": list(calls.open_on(today).order_by("closes_on", "pk")),
        "closed_calls": list(calls.closed_on(today).order_by("-closes_on", "-pk")[:20]) if opens else [],
        "form": form if opens else None,
    }
    return render(request, "rituals/champion_list.html", context | extra, status=status)


def _show(request: SignedInRequest, call: ChampionCall, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The question, or how often the person was named; the lead of learning sees the counts of everybody."""
    now = timezone.now()
    today = local_day(now)
    times = selectors.times_named(call, request.user, day=today)
    sees_counts = request.user.has_perm("rituals.view_namings")
    context: dict[str, Any] = {
        "call": call,
        "open": call.is_open_on(today),
        "closed": call.is_closed_on(today),
        "answered": Naming.objects.filter(call=call, named_by=request.user).exists(),
        "names_form": NamesForm(by=request.user),
        "times": times,
        "colleagues": selectors.named_colleagues(call, day=today) if sees_counts else [],
        "sees_counts": sees_counts,
    }
    if times:
        context |= {
            "term": Champion.objects.on(today).filter(user=request.user, program=call.program).first(),
            "charter_form": CharterForm(),
            "interview_form": InterviewForm(slots=open_slots(request.user, now=now)),
        }
    return render(request, "rituals/champion_call.html", context | extra, status=status)
