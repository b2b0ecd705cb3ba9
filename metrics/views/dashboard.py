"""The dashboard: velocity, its three factors, what moves it most, and what is late."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from metrics import drawings, words
from metrics.selectors.dashboard import Dashboard
from metrics.selectors.dashboard import dashboard as dashboard_of
from metrics.velocity import Facts, Move
from peerlearn.core.numbers import number, percent
from peerlearn.people.http import SignedInRequest

BINDING = {
    Move.CAPTURES: "capture_rate",
    Move.TEACHER: "active_teachers",
    Move.RITUAL: "learning_rituals",
    Move.FIRST_RITUAL: "learning_rituals",
}


@require_safe
@login_required
def dashboard(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("metrics.view_dashboard"):
        return closed(request)
    shown = dashboard_of(user=request.user, now=timezone.now())
    return render(request, "metrics/dashboard.html", _context(shown))


def closed(request: SignedInRequest) -> HttpResponse:
    """The page for colleagues who may not see the figures: it says who can."""
    return render(request, "metrics/closed.html", status=403)


def _context(shown: Dashboard) -> dict[str, Any]:
    return {
        "shown": shown,
        "finding": words.finding(shown),
        "velocity": words.velocity_text(shown),
        "change": words.velocity_change(shown.headline.velocity, shown.before.velocity),
        "factors": _factors(shown),
        "steps": _steps(shown),
        "little_reach": words.little_reach(shown.headline),
        "month": words.month_so_far(shown.month),
        "trend_finding": words.trend_finding(shown.curve),
        "trend": drawings.trend_line(shown.curve),
        "trend_columns": [_("Up to"), _("Teachers"), _("Rituals"), _("Captured"), _("Velocity")],
        "trend_rows": drawings.trend_table(shown.curve),
    }


def _factors(shown: Dashboard) -> list[dict[str, Any]]:
    now, before = shown.headline, shown.before
    binding = BINDING[shown.steps[0].move] if shown.steps else ""
    factors = [
        ("active_teachers", _("Active teachers"), number(now.active_teachers)),
        ("learning_rituals", _("Learning rituals a month"), number(now.learning_rituals, 1)),
        ("capture_rate", _("Kept for others"), percent(now.capture_rate)),
    ]
    return [
        {
            "name": name,
            "label": label,
            "value": value,
            "url": reverse("metrics:figure", args=[name]),
            "detail": _detail(name, now, before),
            "drawing": drawings.trend_spark(shown.curve, name, label, percent if name == "capture_rate" else number),
            "is_binding": name == binding,
        }
        for name, label, value in factors
    ]


def _detail(name: str, now: Facts, before: Facts) -> str:
    if name == "capture_rate":
        return words.capture_count(now)
    return words.change(getattr(now, name), getattr(before, name))


def _steps(shown: Dashboard) -> list[dict[str, Any]]:
    """The steps with their words; the bars show what an hour of people's time gains."""
    largest = max((step.gain_per_hour for step in shown.steps), default=0)
    urls = {
        Move.CAPTURES: ("#backlog", _("Open them")),
        Move.TEACHER: (reverse("rituals:ritual_list"), _("See the open slots")),
        Move.RITUAL: (reverse("rituals:ritual_new"), _("Start one")),
        Move.FIRST_RITUAL: (reverse("rituals:ritual_new"), _("Start one")),
    }
    return [
        {
            "text": words.step_text(step, shown.headline),
            "gain": step.gain,
            "per_hour": step.gain_per_hour,
            "bar": round(1000 * step.gain_per_hour / largest),
            "hours": step.hours,
            "url": urls[step.move][0],
            "verb": urls[step.move][1],
        }
        for step in shown.steps
    ]
