"""The month, and the person's own feed of it for a calendar program."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from peerlearn.core.htmx import render
from peerlearn.people.http import SignedInRequest
from rituals.calendar_events import calendar_event
from rituals.icalendar import write_calendar
from rituals.models import FeedToken
from rituals.models.feed import digest_of
from rituals.selectors.calendar import month_of
from rituals.selectors.upcoming import feed_sessions
from rituals.services.feeds import renew_feed

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@require_safe
@login_required
def calendar(request: SignedInRequest) -> HttpResponse:
    return _show(request)


@require_POST
@login_required
@never_cache
def renew(request: SignedInRequest) -> HttpResponse:
    """Make or renew the person's feed; this answer is the only one that ever shows its address."""
    path = reverse("rituals:feed", args=[renew_feed(request.user)])
    return _show(request, feed_url=settings.BASE_URL + path)


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of whoever holds this secret; a wrong one and one of somebody who left are both not found."""
    owners = FeedToken.objects.filter(user__is_active=True).select_related("user")
    user = get_object_or_404(owners, digest=digest_of(token)).user
    events = [calendar_event(session) for session in feed_sessions(user, now=timezone.now())]
    name = _("Sessions of %(name)s") % {"name": user.name}
    response = HttpResponse(write_calendar(events, name=name), content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


def _show(request: SignedInRequest, **extra: str) -> HttpResponse:
    zone = timezone.get_current_timezone()
    month = month_of(request.user, _asked_month(request), zone=zone, now=timezone.now())
    context = {"month": month, "has_feed": FeedToken.objects.filter(user=request.user).exists()}
    return render(request, "rituals/calendar.html", context | extra, partials={"month", "calendar-feed"})


def _asked_month(request: SignedInRequest) -> date:
    """The first of the month in the address; this month when there is none that can be shown."""
    try:
        asked = date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        asked = timezone.localdate().replace(day=1)
    return min(max(asked, EARLIEST), LATEST)
