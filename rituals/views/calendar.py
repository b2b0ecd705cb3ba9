"""The month."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from peerlearn.core.htmx import render
from peerlearn.people.http import SignedInRequest
from rituals.selectors.calendar import month_of
from rituals.views.feeds import feed_context

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@require_safe
@login_required
def calendar(request: SignedInRequest) -> HttpResponse:
    return _show(request)


def _show(request: SignedInRequest) -> HttpResponse:
    zone = timezone.get_current_timezone()
    month = month_of(request.user, _asked_month(request), zone=zone, now=timezone.now())
    context = {"month": month} | feed_context(request.user)
    return render(request, "rituals/calendar.html", context, partials={"month"})


def _asked_month(request: SignedInRequest) -> date:
    """The first of the month in the address; this month when there is none that can be shown."""
    try:
        asked = date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        asked = timezone.localdate().replace(day=1)
    return min(max(asked, EARLIEST), LATEST)
