"""How the outbox does, for administrators: states and reasons, never words or recipients."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.outbox.models import Message
from peerlearn.outbox.selectors.held import held_back
from peerlearn.outbox.selectors.review import review
from peerlearn.outbox.services.holds import review_and_release
from peerlearn.outbox.services.messages import try_again
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def outbox(request: SignedInRequest) -> HttpResponse:
    require(request, "outbox.review")
    return _page(request)


@require_POST
@login_required
def outbox_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, "outbox.review")
    again = try_again(get_object_or_404(Message, pk=pk), now=timezone.now())
    said = _("It goes out again within a minute.") if again else _("It is too late for this one, or it went out.")
    if wants_part(request):
        return _page(request, said=said)
    messages.info(request, said)
    return redirect("outbox:outbox")


@require_POST
@login_required
def outbox_release(request: SignedInRequest) -> HttpResponse:
    """After a restore: what was due before it expires, the rest goes out."""
    require(request, "outbox.review")
    expired = review_and_release(by=request.user, now=timezone.now())
    messages.success(request, _("Expired: %(number)d. The rest goes out when it is due.") % {"number": expired})
    return redirect("outbox:outbox")


def _page(request: SignedInRequest, **extra: str) -> HttpResponse:
    context = {"review": review(now=timezone.now()), "held": held_back()}
    return render(request, "outbox/review.html", context | extra, partials=["outbox-review"])
