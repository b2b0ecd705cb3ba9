"""Checking in at the door and afterwards: the code in the room, and the hand of the session's people."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peerlearn.core.forms import first_error
from peerlearn.core.htmx import wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.attendance import CodeForm, MarkForm, MovedForm, TaughtForm
from rituals.models import Session
from rituals.models.attendance import DOOR_OPENS
from rituals.qr import qr_svg
from rituals.selectors.turnout import not_checked_in
from rituals.services.attendance import (
    CheckInClosed,
    WrongCode,
    check_in_by_code,
    door_code,
    mark_attendances,
    take_back_mark,
)
from rituals.services.late_moves import say_it_moved
from rituals.services.sessions import NotPossible
from rituals.services.teachers import correct_teachers
from rituals.views.sessions import done, show_session, visible_session


@require_safe
@login_required
@never_cache
def door(request: SignedInRequest, pk: int) -> HttpResponse:
    """What hangs on the screen of the room: the code, and a QR code for phones."""
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    opens_at = session.starts_at - DOOR_OPENS
    context = {"session": session, "code": door_code(session), "opens_at": opens_at, "here": _address(session)}
    return render(request, "rituals/door.html", context)


@require_safe
@login_required
@never_cache
def door_qr(request: SignedInRequest, pk: int) -> HttpResponse:
    """The picture of the address that checks in, with the code in it."""
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    return HttpResponse(qr_svg(f"{_address(session)}?code={door_code(session)}"), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def here(request: SignedInRequest, pk: int) -> HttpResponse:
    """A page with a button, since opening a link must not mark anybody; the button checks in with the code."""
    session = visible_session(request, pk)
    require(request, "rituals.check_in", session)
    if request.method != "POST":
        return _show_here(request, session, CodeForm(initial={"code": request.GET.get("code", "")[:20]}))
    form = CodeForm(request.POST)
    if not ratelimit.consume(request, action="room_code", user=request.user):
        form.add_error(None, _("These were many codes. Try again in a minute."))
        return _show_here(request, session, form, status=429)
    if form.is_valid():
        try:
            check_in_by_code(session, user=request.user, code=form.cleaned_data["code"], now=timezone.now())
        except (WrongCode, CheckInClosed) as refusal:
            form.add_error("code", str(refusal))
        else:
            return done(request, session, _("You are checked in."))
    return _show_here(request, session, form, status=422)


@require_POST
@login_required
def mark(request: SignedInRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    form = MarkForm(not_checked_in(session), request.POST)
    if not form.is_valid():
        return show_session(request, session, status=422, refusal=first_error(form))
    try:
        marked = mark_attendances(session, people=form.seen(), now=timezone.now())
    except CheckInClosed as refusal:
        return show_session(request, session, status=422, refusal=str(refusal))
    said = ngettext("%(number)s person marked as here.", "%(number)s people marked as here.", marked)
    return done(request, session, said % {"number": marked})


@require_POST
@login_required
def unmark(request: SignedInRequest, pk: int, user_id: int) -> HttpResponse:
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    try:
        take_back_mark(session, user_id=user_id, now=timezone.now())
    except CheckInClosed as refusal:
        return show_session(request, session, status=422, refusal=str(refusal))
    return done(request, session)


@require_POST
@login_required
def taught(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right who taught."""
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    form = TaughtForm(session, request.POST, viewer=request.user)
    if not form.is_valid():
        return show_session(request, session, status=422, refusal=first_error(form))
    try:
        correct_teachers(session, taught=form.taught(), now=timezone.now())
    except NotPossible as refusal:
        return show_session(request, session, status=422, refusal=str(refusal))
    return done(request, session, _("Thank you. The figures follow."))


@require_POST
@login_required
def moved(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer that it took place, or will, at another time."""
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    form = MovedForm(request.POST, session=session)
    if not form.is_valid():
        return show_session(request, session, status=422, moved_form=form)
    try:
        changed = say_it_moved(session, by=request.user, starts_at=form.cleaned_data["starts_at"], now=timezone.now())
    except NotPossible as refusal:
        return show_session(request, session, status=422, refusal=str(refusal))
    when = date_format(timezone.localtime(changed.starts_at), "l j F, H:i")
    return done(request, session, _("Moved to %(when)s. Calendars that follow it are told.") % {"when": when})


def _show_here(request: SignedInRequest, session: Session, form: CodeForm, *, status: int = 200) -> HttpResponse:
    if wants_part(request) and form.errors:
        return show_session(request, session, status=status, refusal=first_error(form))
    return render(request, "rituals/here.html", {"session": session, "form": form}, status=status)


def _address(session: Session) -> str:
    return settings.BASE_URL + reverse("rituals:here", args=[session.pk])
