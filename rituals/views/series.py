"""Changing one date of a ritual, and a ritual with all its dates to come."""

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
from rituals.forms.moves import SessionForm
from rituals.forms.series import ALL, SeriesForm
from rituals.models import Ritual, Session
from rituals.recurrence import cadence_verdict, describe
from rituals.selectors.clashes import teachers_elsewhere
from rituals.selectors.programs import joinable_programs
from rituals.selectors.series_plan import dates_ahead, starts_after
from rituals.services.moves import change_session
from rituals.services.series import schedule_of
from rituals.services.series_changes import change_series, end_ritual, offers_move, plan_change
from rituals.services.sessions import NotPossible
from rituals.views.sessions import visible_session

DATES_SHOWN = 8


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    require(request, "rituals.change_session", session)
    if request.method != "POST":
        return _show_session_form(request, session, SessionForm(session=session))
    form = SessionForm(request.POST, session=session)
    if not form.is_valid():
        return _show_session_form(request, session, form, status=422)
    try:
        changed = change_session(session, by=request.user, now=timezone.now(), **form.answers())
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _show_session_form(request, session, form, status=422)
    _tell(request, session, changed)
    return redirect(changed)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ritual_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    ritual = _changeable(request, slug)
    ahead = list(dates_ahead(ritual, now=timezone.now()))
    programs = joinable_programs(request.user, day=local_day(timezone.now()), own=ritual.program_id)
    if request.method != "POST":
        typed = request.GET if "every" in request.GET else None
        since = {"since": request.GET.get("since", ALL)}
        return _show_series_form(
            request, SeriesForm(typed, ritual=ritual, ahead=ahead, programs=programs, initial=since)
        )
    form = SeriesForm(request.POST, ritual=ritual, ahead=ahead, programs=programs)
    if not form.is_valid():
        return _show_series_form(request, form, status=422)
    try:
        change_series(ritual, form.change, now=timezone.now())
    except (NotPossible, ValueError) as refusal:
        form.add_error(None, str(refusal))
        return _show_series_form(request, form, status=422)
    messages.success(request, _("Saved. Calendars that follow it are told."))
    return redirect(ritual)


@require_POST
@login_required
def ritual_end(request: SignedInRequest, slug: str) -> HttpResponse:
    ritual = _changeable(request, slug)
    end_ritual(ritual, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s meets no more. Its captures stay.") % {"name": ritual.name})
    return redirect(ritual)


def _changeable(request: SignedInRequest, slug: str) -> Ritual:
    """A ritual that meets by a rule and that the person may change."""
    rituals = Ritual.objects.visible_to(request.user).running().exclude(rrule="")
    ritual = get_object_or_404(rituals.prefetch_related("facilitations"), slug=slug)
    require(request, "rituals.change_ritual", ritual)
    return ritual


def _show_series_form(request: SignedInRequest, form: SeriesForm, *, status: int = 200) -> HttpResponse:
    """The page, with what would become of each date when the form can be read."""
    now = timezone.now()
    context: dict[str, Any] = {"form": form, "ritual": form.ritual}
    schedule, starts = schedule_of(form.ritual), sorted(session.starts_at for session in form.ahead.values())
    if form.is_bound and form.is_valid():
        schedule = form.cleaned_data["schedule"]
        plan = plan_change(form.ritual, form.change, now=now)
        starts = starts_after(plan, form.ahead.values())
        context |= {"plan": plan, "offers_move": offers_move(form.ritual, form.change, plan)}
    if not form.errors:
        context |= {
            "words": describe(schedule.rule),
            "verdict": cadence_verdict(schedule.rule),
            "dates": starts[:DATES_SHOWN],
            "zone": schedule.zone.key,
        }
    return render(request, "rituals/ritual_edit.html", context, partials={"series-preview"}, status=status)


def _show_session_form(
    request: SignedInRequest, session: Session, form: SessionForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "rituals/session_edit.html", {"session": session, "form": form}, status=status)


def _tell(request: SignedInRequest, before: Session, after: Session) -> None:
    """Say what was done, and warn when somebody now teaches twice in that hour."""
    if after.sequence > before.sequence:
        messages.success(request, _("Saved. Whoever is coming is told."))
    else:
        messages.success(request, _("Saved."))
    for person in teachers_elsewhere(after):
        messages.warning(request, _("%(name)s teaches another session at that time.") % {"name": person.name})
