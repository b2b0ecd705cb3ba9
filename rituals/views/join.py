"""The personal join link: opens without sign-in, marks attendance with a button, and goes on to the meeting."""

from csp.decorators import csp_update
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rituals.enums import CheckIn
from rituals.models import Session
from rituals.services.attendance import CheckInClosed, check_in, read_join_token


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
# Browsers hold the redirect after the button to the form's own policy.
@csp_update({"form-action": "https:"})  # type: ignore[arg-type]
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, since programs that look at links must not mark anybody; the button checks in."""
    try:
        session, person = read_join_token(token)
    except BadSignature:
        raise Http404 from None
    timezone.activate(person.time_zone)
    context: dict[str, object] = {"person": person}
    if request.method == "POST":
        try:
            check_in(session, user=person, how=CheckIn.JOIN_LINK, now=timezone.now())
        except CheckInClosed as refusal:
            return _page(request, session, context | {"refusal": str(refusal)}, status=422)
        if session.meeting_url:
            return redirect(session.meeting_url)
        context["checked_in"] = True
    return _page(request, session, context)


def _page(request: HttpRequest, session: Session, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "rituals/join.html", context | {"session": session}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
