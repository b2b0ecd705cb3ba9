"""The rituals a person looks after, those that need somebody first."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.selectors.ritual_health import in_order_of_urgency, overseen_by

PER_PAGE = 25


@require_safe
@login_required
def health(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.oversee_rituals")
    lines = in_order_of_urgency(overseen_by(request.user), now=timezone.now())
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "urgent": sum(line.health.needs_attention for line in lines),
        "total": len(lines),
    }
    return render(request, "rituals/ritual_health.html", context)
