"""One dated session: its page, and what people do there. Every action answers with the part of the page it changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.calendar_events import calendar_event, slot_event
from rituals.forms.attendance import MovedForm
from rituals.forms.replies import ReplyForm
from rituals.forms.sessions import ClaimForm, HeldForm
from rituals.icalendar import write_calendar
from rituals.models import Session
from rituals.selectors.office_hours import bookings_of
from rituals.selectors.session_page import for_session_page, session_page
from rituals.services import sessions
from rituals.services.attendance import join_token
from rituals.services.rsvps import RepliesClosed, reply_to_session

PARTS = {"session-body"}


@require_safe
@login_required
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    return show_session(request, visible_session(request, pk))


@require_POST
@login_required
def rsvp(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk)
    require(request, "rituals.reply_to_session", found)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return show_session(request, found, status=422, refusal=_("Choose coming, maybe or not coming."))
    try:
        reply_to_session(found, by=request.user, reply=form.cleaned_data["reply"], now=timezone.now())
    except RepliesClosed as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found)


@require_POST
@login_required
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk)
    require(request, "rituals.run_session", found)
    form = HeldForm(request.POST)
    if not form.is_valid():
        return show_session(request, found, status=422, held_form=form)
    try:
        if form.cleaned_data["nobody"]:
            sessions.mark_not_held(found, now=timezone.now())
        else:
            sessions.hold_session(found, now=timezone.now(), headcount=form.cleaned_data["headcount"])
    except sessions.NotPossible as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found)


@require_POST
@login_required
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk)
    require(request, "rituals.change_session", found)
    try:
        sessions.cancel_session(found, by=request.user, now=timezone.now())
    except sessions.NotPossible as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found, _("Cancelled. Calendars that follow it are told."))


@require_safe
@login_required
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """The session as a file for a calendar program; to whoever booked a slot of it, that slot alone."""
    found = visible_session(request, pk)
    booked = bookings_of(request.user, since=found.starts_at).filter(session=found).first()
    events = [slot_event(booked) if booked else calendar_event(found)]
    response = HttpResponse(write_calendar(events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="session-{found.pk}.ics"'
    return response


def visible_session(request: SignedInRequest, pk: int, **narrowed: Any) -> Session:
    """The session that the person may see; `narrowed` to a kind, others are not found."""
    return get_object_or_404(for_session_page().visible_to(request.user), pk=pk, **narrowed)


def done(request: SignedInRequest, found: Session, said: str = "") -> HttpResponse:
    """The page again, or its part for htmx; `said` shows as a toast either way."""
    if wants_part(request):
        response = show_session(request, visible_session(request, found.pk))
        return trigger_client_event(response, "toast", {"value": said}) if said else response
    if said:
        messages.success(request, said)
    return redirect(found)


def show_session(request: SignedInRequest, found: Session, *, status: int = 200, **extra: Any) -> HttpResponse:
    runs = request.user.has_perm("rituals.run_session", found)
    context = {
        "page": session_page(found, request.user, runs=runs, now=timezone.now()),
        "session": found,
        "runs": runs,
        "may_change": request.user.has_perm("rituals.change_session", found),
        "join_token": join_token(found, request.user),
        "claim_form": ClaimForm(),
        "held_form": HeldForm(),
        "moved_form": MovedForm(session=found),
    }
    return render(request, "rituals/session.html", context | extra, partials=PARTS, status=status)
