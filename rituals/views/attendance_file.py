"""Attendance from a meeting tool's list: choose the file, look at what it says, keep it."""

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.attendance import MeetingListForm
from rituals.models import Session
from rituals.services.attendance import CheckInClosed, refuse_when_long_over
from rituals.services.attendance_file import keep_list, preview_list, preview_token, read_preview_token
from rituals.views.sessions import done, visible_session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def attendance_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Without `seen` in it a post shows what the file says; with it, what was shown is kept."""
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    try:
        refuse_when_long_over(session, timezone.now())
    except CheckInClosed as refusal:
        return _page(request, session, status=200 if request.method != "POST" else 422, refusal=str(refusal))
    if request.method != "POST":
        return _page(request, session, form=MeetingListForm())
    if "seen" in request.POST:
        return _keep(request, session)
    form = MeetingListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, session, status=422, form=form)
    listed = form.cleaned_data["file"]
    preview = preview_list(listed.people)
    seen = preview_token(session, preview)
    return _page(request, session, form=MeetingListForm(), preview=preview, unread=listed.unread, seen=seen)


def _keep(request: SignedInRequest, session: Session) -> HttpResponse:
    try:
        minutes = read_preview_token(session, request.POST["seen"])
        new = keep_list(session, minutes=minutes, now=timezone.now())
    except BadSignature:
        words = _("That was shown more than an hour ago. Choose the file again.")
        return _page(request, session, status=422, form=MeetingListForm(), refusal=words)
    except CheckInClosed as refusal:
        return _page(request, session, status=422, form=MeetingListForm(), refusal=str(refusal))
    said = ngettext("%(number)s more person came.", "%(number)s more people came.", new) % {"number": new}
    return done(request, session, said)


def _page(request: SignedInRequest, session: Session, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "rituals/attendance_file.html", {"session": session, **context}, status=status)
