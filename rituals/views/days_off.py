"""Days on which rituals do not meet, and who stands in for whom."""

from typing import Any
from zoneinfo import ZoneInfo

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
from peerlearn.core.windows import local_day
from peerlearn.people.http import SignedInRequest
from rituals.forms.days_off import HolidaysForm, PauseForm, SkipForm, SubstituteForm
from rituals.models import Holiday, Pause, Ritual, Session
from rituals.selectors.days_off import left_inside, missed_dates, sessions_on
from rituals.selectors.touched import was_touched
from rituals.services import days_off
from rituals.services.series import HORIZON
from rituals.services.substitutions import NotTheirs, name_substitute


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ritual_days_off(request: SignedInRequest, slug: str) -> HttpResponse:
    """The ritual's days off; a new one that would cancel something is asked about first."""
    ritual = _changeable(request, slug)
    if request.method != "POST":
        return _show_ritual(request, ritual)
    form = SkipForm(request.POST)
    if not form.is_valid():
        return _show_ritual(request, ritual, status=422, skip_form=form)
    day, now = form.cleaned_data["day"], timezone.now()
    found = sessions_on(Ritual.objects.filter(pk=ritual.pk), [day], now=now)
    touched = [session for session in found if was_touched(session)]
    if touched and not form.cleaned_data["confirmed"]:
        return _show_ritual(request, ritual, status=422, skip_form=form, touched=touched)
    days_off.skip_day(ritual, day, reason=form.cleaned_data["reason"], by=request.user, now=now)
    return redirect("rituals:days_off", ritual.slug)


@require_POST
@login_required
def unskip(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    ritual = _changeable(request, slug)
    days_off.unskip_day(get_object_or_404(ritual.skip_dates, pk=pk), now=timezone.now())
    return redirect("rituals:days_off", ritual.slug)


@require_POST
@login_required
def substitute(request: SignedInRequest, slug: str) -> HttpResponse:
    ritual = _changeable(request, slug)
    form = SubstituteForm(request.POST, away=request.user)
    if not form.is_valid():
        return _show_ritual(request, ritual, status=422, substitute_form=form)
    try:
        named = name_substitute(ritual, away=request.user, **form.cleaned_data)
    except NotTheirs as refusal:
        form.add_error(None, str(refusal))
        return _show_ritual(request, ritual, status=422, substitute_form=form)
    messages.success(request, _("%(name)s runs it on those days.") % {"name": named.substitute.name})
    return redirect("rituals:days_off", ritual.slug)


@require_POST
@login_required
def substitute_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    ritual = _changeable(request, slug)
    get_object_or_404(ritual.substitutions, pk=pk).delete()
    return redirect("rituals:days_off", ritual.slug)


@require_safe
@login_required
def pauses(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.keep_days_off")
    return _show_pauses(request)


@require_POST
@login_required
def pause(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.keep_days_off")
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show_pauses(request, status=422, pause_form=form)
    _made, left = days_off.pause_rituals(by=request.user, now=timezone.now(), **form.cleaned_data)
    _tell_what_stays(request, left)
    return redirect("rituals:pauses")


@require_POST
@login_required
def pause_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, "rituals.keep_days_off")
    days_off.end_pause(get_object_or_404(Pause, pk=pk))
    return redirect("rituals:pauses")


@require_POST
@login_required
def holidays(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.keep_days_off")
    form = HolidaysForm(request.POST)
    if not form.is_valid():
        return _show_pauses(request, status=422, holidays_form=form)
    left = days_off.keep_holidays(form.cleaned_data["location"], form.cleaned_data["days"], now=timezone.now())
    _tell_what_stays(request, left)
    return redirect("rituals:pauses")


@require_POST
@login_required
def holiday_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, "rituals.keep_days_off")
    days_off.drop_holiday(get_object_or_404(Holiday, pk=pk))
    return redirect("rituals:pauses")


def _changeable(request: SignedInRequest, slug: str) -> Ritual:
    rituals = Ritual.objects.visible_to(request.user).running().prefetch_related("facilitations")
    ritual = get_object_or_404(rituals, slug=slug)
    require(request, "rituals.change_ritual", ritual)
    return ritual


def _show_ritual(request: SignedInRequest, ritual: Ritual, *, status: int = 200, **extra: Any) -> HttpResponse:
    now, today = timezone.now(), local_day(timezone.now())
    skips = list(ritual.skip_dates.filter(day__gte=today).order_by("day"))
    own, zone = {skip.day for skip in skips}, ZoneInfo(ritual.time_zone)
    missed = missed_dates(ritual, now=now, until=now + HORIZON)
    substitutions = ritual.substitutions.filter(last_day__gte=today).select_related("user", "substitute")
    context = {
        "ritual": ritual,
        "skips": skips,
        "missed": [(start, reason) for start, reason in missed if start.astimezone(zone).date() not in own],
        "substitutions": substitutions.order_by("first_day", "pk"),
        "skip_form": SkipForm(),
        "substitute_form": SubstituteForm(away=request.user),
    }
    return render(request, "rituals/days_off.html", context | extra, status=status)


def _show_pauses(request: SignedInRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    now = timezone.now()
    today = local_day(now)
    ahead = list(Pause.objects.filter(last_day__gte=today).select_related("program").order_by("first_day", "pk"))
    context = {
        "lines": left_inside(ahead, now=now),
        "kept_holidays": Holiday.objects.filter(day__gte=today).order_by("location", "day"),
        "pause_form": PauseForm(),
        "holidays_form": HolidaysForm(),
    }
    return render(request, "rituals/pauses.html", context | extra, status=status)


def _tell_what_stays(request: SignedInRequest, left: list[Session]) -> None:
    """Touched dates are never dropped: somebody has to decide about each."""
    said = _("Saved.")
    if left:
        stays = ngettext(
            "%(number)d date on these days stays: somebody has touched it. Its facilitators decide.",
            "%(number)d dates on these days stay: somebody has touched them. Their facilitators decide.",
            len(left),
        )
        said = stays % {"number": len(left)}
    messages.success(request, said)
