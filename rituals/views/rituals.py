"""Forums: all of them, a new one, and one with its slot board."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.core.windows import local_day
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind
from rituals.forms.kinds import usual_for
from rituals.forms.rituals import RhythmForm, RitualForm
from rituals.models import Ritual
from rituals.panels.board import board_lines
from rituals.panels.replies import series_panel
from rituals.recurrence import cadence_verdict, describe
from rituals.run_sheets import run_sheet_for
from rituals.selectors import ritual_pages
from rituals.selectors.programs import joinable_programs
from rituals.selectors.slot_board import slot_board
from rituals.services.series import create_ritual

PER_PAGE = 25


@require_safe
@login_required
def ritual_list(request: SignedInRequest) -> HttpResponse:
    archived = "archived" in request.GET
    now = timezone.now()
    rituals = ritual_pages.rituals_in_order(request.user, now, archived=archived)
    page = Paginator(rituals, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": ritual_pages.ritual_lines(list(page.object_list), now=now),
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "archived": archived,
        "query": "archived&" if archived else "",
        "may_create": request.user.has_perm("rituals.create_ritual"),
        "may_keep_days_off": request.user.has_perm("rituals.keep_days_off"),
        "may_oversee": request.user.has_perm("rituals.oversee_rituals"),
    }
    return render(request, "rituals/ritual_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ritual_new(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.create_ritual")
    programs = joinable_programs(request.user, day=local_day(timezone.now()))
    if request.method != "POST":
        return _show_form(request, RitualForm(initial=_typed(request), programs=programs))
    form = RitualForm(request.POST, programs=programs)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    ritual = create_ritual(request.user, **_ritual_fields(request, form.cleaned_data))
    messages.success(request, _("%(name)s is on the calendar.") % {"name": ritual.name})
    return redirect(ritual)


@require_safe
@login_required
def ritual(request: SignedInRequest, slug: str) -> HttpResponse:
    rituals = Ritual.objects.visible_to(request.user).select_related("program", "function")
    found = get_object_or_404(rituals.prefetch_related("facilitations__user"), slug=slug)
    now = timezone.now()
    board = slot_board(found, request.user, now=now)
    context = {
        "ritual": found,
        "series_reply": series_panel(request, found),
        "rhythm": ritual_pages.rhythm_of(found),
        "facilitators": [facilitation.user for facilitation in found.facilitations.all()],
        "board": board,
        "lines": board_lines(request, found, board),
        "filled": sum(bool(slot.teachers) for slot in board),
        "offered": sum(slot.open or bool(slot.teachers) for slot in board),
        "next": next((slot for slot in board if slot.session and not slot.cancelled), None),
        "held": ritual_pages.held_lately(found, request.user),
        "may_change": found.archived_at is None and request.user.has_perm("rituals.change_ritual", found),
        "now": now,
    }
    return render(request, "rituals/ritual.html", context)


def _typed(request: SignedInRequest) -> dict[str, Any]:
    """What the address carries while dates are previewed; a new form is filled in with what is usual.

    With `fill` the answers that depend on the form of the ritual become those of its template.
    """
    if "every" not in request.GET:
        return RitualForm.usual(request.user, request.GET.get("kind", RitualKind.BROWN_BAG))
    typed = {name: request.GET.get(name, "") for name in RitualForm.base_fields}
    template = usual_for(typed["kind"]) if "fill" in request.GET else {}
    return typed | {"weekdays": request.GET.getlist("weekdays")} | template


def _show_form(request: SignedInRequest, form: RitualForm, *, status: int = 200) -> HttpResponse:
    """The page, with the next dates of the rhythm in the form when it has one."""
    rhythm = RhythmForm(form.data if form.is_bound else _initial_data(form))
    kind = str(form["kind"].value())
    context: dict[str, Any] = {
        "form": form,
        "rhythm": rhythm,
        "run_sheet": run_sheet_for(kind),
        "bookable": kind == RitualKind.OFFICE_HOURS,
        "written": kind == RitualKind.WORKING_OUT_LOUD,
    }
    if rhythm.is_valid():
        schedule = rhythm.cleaned_data["schedule"]
        context |= {
            "words": describe(schedule.rule),
            "verdict": cadence_verdict(schedule.rule),
            "dates": schedule.upcoming(timezone.now()),
            "zone": schedule.zone.key,
        }
    partials = {"rhythm-preview", "ritual-form"}
    return render(request, "rituals/ritual_new.html", context, partials=partials, status=status)


def _initial_data(form: RitualForm) -> dict[str, Any]:
    return {name: form.initial.get(name) for name in RhythmForm.base_fields}


def _ritual_fields(request: SignedInRequest, cleaned: dict[str, Any]) -> dict[str, Any]:
    """The form's answers as `create_ritual` takes them: the rhythm as a rule, the two facilitators as people."""
    taken_over = {"every", "weekdays", "position", "until", "count", "schedule", "co_facilitator"}
    fields = {name: value for name, value in cleaned.items() if name not in taken_over}
    people = [request.user, cleaned["co_facilitator"]]
    return fields | {
        "rrule": str(cleaned["schedule"].rule),
        "function": request.user.function,
        "facilitators": [person for person in people if person],
    }
