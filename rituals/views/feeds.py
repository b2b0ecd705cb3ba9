"""A person's own feed for a calendar program: made, renewed and revoked on the calendar, read without sign-in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from peerlearn.core.htmx import wants_part
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from peerlearn.topics.selectors.merged import leads_to
from rituals.calendar_events import calendar_event, slot_event
from rituals.enums import FeedChoice
from rituals.forms.feeds import FeedForm
from rituals.icalendar import write_calendar
from rituals.models import Booking, FeedToken
from rituals.models.feed import digest_of
from rituals.models.session import SessionQuerySet
from rituals.selectors.calendar import offered_topics, topics_of_sessions
from rituals.selectors.office_hours import bookings_of
from rituals.selectors.upcoming import FEED_LOOKS_BACK, feed_sessions, open_feed_sessions
from rituals.services.feeds import renew_feed, revoke_feed
from rituals.services.reminders import SHORTLY


@require_POST
@login_required
@never_cache
def renew(request: SignedInRequest) -> HttpResponse:
    """Make or renew the person's feed; this answer is the only one that ever shows its address."""
    form = FeedForm(request.POST, topics=offered_topics(request.user))
    if not form.is_valid():
        return _show(request, feed_form=form, status=422)
    path = reverse("rituals:feed", args=[renew_feed(request.user)])
    query = urlencode(form.query())
    return _show(request, feed_url=settings.BASE_URL + path + (f"?{query}" if query else ""))


@require_POST
@login_required
def revoke(request: SignedInRequest) -> HttpResponse:
    revoke_feed(request.user)
    if wants_part(request):
        return _show(request)
    messages.success(request, _("Your address does not work any more."))
    return redirect("rituals:calendar")


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of whoever holds this secret; a wrong one and one of somebody who left are both not found."""
    owners = FeedToken.objects.filter(user__is_active=True).select_related("user")
    user = get_object_or_404(owners, digest=digest_of(token)).user
    with translation.override(user.language):
        name, sessions, bookings = _asked_for(request, user)
        events = [*map(calendar_event, sessions), *(slot_event(booking) for booking in bookings)]
        calendar = write_calendar(events, name=name, alarm=SHORTLY if "alarm" in request.GET else None)
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


def feed_context(user: User, topics: Iterable[Topic]) -> dict[str, Any]:
    """What `rituals/_feed.html` needs."""
    return {"has_feed": FeedToken.objects.filter(user=user).exists(), "feed_form": FeedForm(topics=topics)}


def _asked_for(request: HttpRequest, user: User) -> tuple[str, SessionQuerySet, QuerySet[Booking]]:
    """The feed's name, its sessions and the slots in it, by the query behind its secret."""
    now, none = timezone.now(), Booking.objects.none()
    if slug := request.GET.get("topic", ""):
        topic = get_object_or_404(topics_of_sessions(user), slug=leads_to(slug))
        return _("Sessions on %(topic)s") % {"topic": topic.name}, open_feed_sessions(user, now=now, topic=topic), none
    if request.GET.get("show") == FeedChoice.ALL:
        return _("Sessions of %(name)s") % {"name": settings.ORG_NAME}, open_feed_sessions(user, now=now), none
    slots = bookings_of(user, since=now - FEED_LOOKS_BACK)
    return _("Sessions of %(name)s") % {"name": user.name}, feed_sessions(user, now=now), slots


def _show(request: SignedInRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The part of the calendar that is about the feed, or a page of it alone."""
    template = "rituals/_feed.html" if wants_part(request) else "rituals/feed.html"
    context = feed_context(request.user, offered_topics(request.user))
    return render_template(request, template, context | extra, status=status)
