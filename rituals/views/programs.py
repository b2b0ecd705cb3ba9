"""Programs: all of them, a new one, and one with its goal, its forums and its people."""

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
from rituals.forms.programs import ProgramForm
from rituals.models import Program
from rituals.selectors.programs import program_page, programs_in_order
from rituals.services.programs import BaselineTooLate, change_program, create_program

PER_PAGE = 25


@require_safe
@login_required
def program_list(request: SignedInRequest) -> HttpResponse:
    over = "over" in request.GET
    programs = programs_in_order(request.user, over=over, day=local_day(timezone.now()))
    page = Paginator(programs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "over": over,
        "query": "over&" if over else "",
        "may_create": request.user.has_perm("rituals.create_program"),
    }
    return render(request, "rituals/program_list.html", context)


@require_safe
@login_required
def program(request: SignedInRequest, slug: str) -> HttpResponse:
    found = _visible(request, slug)
    context = {
        "program": found,
        "shown": program_page(found, request.user, now=timezone.now()),
        "may_change": request.user.has_perm("rituals.change_program", found),
    }
    return render(request, "rituals/program.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def program_new(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.create_program")
    if request.method != "POST":
        return _show_form(request, ProgramForm(initial={"starts_on": local_day(timezone.now())}))
    form = ProgramForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    made = create_program(
        form.facts, functions=form.cleaned_data["functions"], reviewers=form.cleaned_data["reviewers"]
    )
    messages.success(request, _("%(name)s is here. Rituals join it on their own pages.") % {"name": made.name})
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def program_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    found = _visible(request, slug)
    require(request, "rituals.change_program", found)
    if request.method != "POST":
        return _show_form(request, ProgramForm(initial=ProgramForm.of(found)), program=found)
    form = ProgramForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form, program=found, status=422)
    people = {name: form.cleaned_data[name] for name in ("functions", "reviewers")}
    try:
        changed = change_program(found, form.facts, **people)
    except BaselineTooLate as refusal:
        form.add_error("baseline_on", str(refusal))
        return _show_form(request, form, program=found, status=422)
    messages.success(request, _("Saved."))
    return redirect(changed)


def _visible(request: SignedInRequest, slug: str) -> Program:
    return get_object_or_404(Program.objects.visible_to(request.user).select_related("sponsor"), slug=slug)


def _show_form(
    request: SignedInRequest, form: ProgramForm, *, program: Program | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "rituals/program_form.html", {"form": form, "program": program}, status=status)
