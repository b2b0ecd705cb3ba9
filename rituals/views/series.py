"""Changing one date of a ritual, and a ritual with all its dates to come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.moves import SessionForm
from rituals.models import Session
from rituals.selectors.clashes import teachers_elsewhere
from rituals.services.moves import change_session
from rituals.services.sessions import NotPossible
from rituals.views.sessions import visible_session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
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
