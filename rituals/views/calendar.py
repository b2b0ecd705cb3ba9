"""The calendar: month, week and agenda, filtered, each with an address of its own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from peerlearn.core.htmx import render
from peerlearn.people.http import SignedInRequest
from rituals.forms.calendar import CalendarFilterForm
from rituals.periods import Period, View, asked_period, period_at
from rituals.selectors.calendar import Filters, days_of, offered_topics
from rituals.views.feeds import feed_context


@require_safe
@login_required
def calendar(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    period = asked_period(request.GET, timezone.localdate(now))
    topics = offered_topics(request.user)
    form = CalendarFilterForm(request.GET, topics=topics, auto_id="filter-%s")
    answers = form.answers()
    filters = Filters(
        mine=bool(form.cleaned_data.get("show")),
        topic=form.cleaned_data.get("topic"),
        kind=form.cleaned_data.get("kind", ""),
    )
    days = days_of(request.user, period, filters, zone=timezone.get_current_timezone(), now=now)
    context = {
        "period": period,
        "days": days,
        "weeks": [days[first : first + 7] for first in range(0, len(days), 7)],
        "total": sum(day.count for day in days if not day.outside),
        "form": form,
        "filtered": bool(answers),
        "day_query": urlencode({"view": View.AGENDA.value, "days": "1"} | answers),
        **_links(period, answers),
        **feed_context(request.user, topics),
    }
    return render(request, "rituals/calendar.html", context, partials={"calendar-days"})


def _links(period: Period, answers: dict[str, str]) -> dict[str, Any]:
    """The addresses around this page: before, after, today, unfiltered, and the same time in the other views."""
    today = timezone.localdate()

    def address(other: Period) -> str:
        return "?" + urlencode(other.query | answers)

    return {
        "previous_url": address(period.previous),
        "following_url": address(period.following),
        "today_url": address(period_at(period.view, today, listed=period.listed)),
        "unfiltered_url": "?" + urlencode(period.query),
        "views": [(view, address(period.seen_as(view, today))) for view in View],
    }
