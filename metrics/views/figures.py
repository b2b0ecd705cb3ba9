"""One figure and the facts behind it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from metrics.asked import month_asked
from metrics.selectors import behind
from metrics.selectors.facts import Frame, facts_of, month_frame, trailing_frame
from metrics.views.dashboard import closed
from peerlearn.people.http import SignedInRequest

ROWS_ON_PAGE = 50
TITLES = {
    "velocity": gettext_lazy("Peer Learning Velocity"),
    "active_teachers": gettext_lazy("Active teachers"),
    "learning_rituals": gettext_lazy("Learning rituals"),
    "capture_rate": gettext_lazy("Kept for others"),
    "reach": gettext_lazy("Reach"),
}


@require_safe
@login_required
def figure(request: SignedInRequest, name: str) -> HttpResponse:
    if not request.user.has_perm("metrics.view_dashboard"):
        return closed(request)
    if name not in TITLES:
        raise Http404(name)
    now = timezone.now()
    month = request.GET.get("month", "")
    frame = month_frame(_month(month), now) if month else trailing_frame(now)
    context = {
        "name": name,
        "title": TITLES[name],
        "frame": frame,
        "month": month,
        "facts": facts_of(frame),
        **_BEHIND[name](request, frame),
    }
    return render(request, "metrics/figure.html", context)


def _month(text: str) -> date:
    try:
        return month_asked(text)
    except ValueError as error:
        raise Http404(text) from error


def _teachers(request: SignedInRequest, frame: Frame) -> dict[str, Any]:
    return _paged(request, behind.teachers(frame))


def _rituals(request: SignedInRequest, frame: Frame) -> dict[str, Any]:
    listed = behind.ritual_sessions(frame, user=request.user)
    return {**_paged(request, listed.sessions), "hidden": listed.hidden}


def _captures(request: SignedInRequest, frame: Frame) -> dict[str, Any]:
    listed = behind.owed_sessions(frame, user=request.user)
    context = {**_paged(request, listed.sessions), "hidden": listed.hidden}
    for session in context["page"]:
        session.is_late = behind.is_late(session, frame.as_of)
    return context


def _reach(request: SignedInRequest, frame: Frame) -> dict[str, Any]:
    return {"groups": behind.reached_groups(frame)}


def _factors(request: SignedInRequest, frame: Frame) -> dict[str, Any]:
    return {}


def _paged(request: SignedInRequest, rows: Any) -> dict[str, Any]:
    paginator = Paginator(rows, ROWS_ON_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    month = request.GET.get("month", "")
    return {
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "query": f"month={month}&" if month else "",
    }


_BEHIND: dict[str, Callable[[SignedInRequest, Frame], dict[str, Any]]] = {
    "velocity": _factors,
    "active_teachers": _teachers,
    "learning_rituals": _rituals,
    "capture_rate": _captures,
    "reach": _reach,
}
