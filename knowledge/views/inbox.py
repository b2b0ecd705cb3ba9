"""The capture inbox: what came by itself and did not find its session; one click files it or puts it away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.models import InboxItem
from knowledge.selectors.capture_queue import capturable
from knowledge.selectors.inbox import places_for, put_away, waiting_for
from knowledge.services import inbox as services
from knowledge.views.asked import number_given
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def inbox(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "waiting": waiting_for(request.user),
        "places": places_for(request.user, now=now),
        "gone": put_away(request.user, now=now),
    }
    return render(request, "knowledge/inbox.html", context)


@require_POST
@login_required
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Into the session that was chosen; what cannot be kept there stays, and the page says why."""
    item = _item(request, pk)
    session = capturable(request.user).filter(pk=number_given(request.POST, "session") or 0).first()
    if session is None:
        messages.error(request, _("Choose a session."))
        return redirect("knowledge:inbox")
    require(request, "knowledge.capture_session", session)
    try:
        services.file_item(item, session=session, by=request.user, now=timezone.now())
    except (ValueError, OSError) as problem:
        messages.error(request, f"{item.filename}: {problem}")
    else:
        messages.success(request, _("Filed under “%(session)s”.") % {"session": session.title_or_ritual})
    return redirect("knowledge:inbox")


@require_POST
@login_required
def put_item_away(request: SignedInRequest, pk: int) -> HttpResponse:
    services.put_away(_item(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Put away. For thirty days it can be brought back."))
    return redirect("knowledge:inbox")


@require_POST
@login_required
def bring_item_back(request: SignedInRequest, pk: int) -> HttpResponse:
    services.bring_back(_item(request, pk))
    return redirect("knowledge:inbox")


def _item(request: SignedInRequest, pk: int) -> InboxItem:
    item = get_object_or_404(InboxItem.objects.visible_to(request.user), pk=pk)
    require(request, "knowledge.settle_inbox_item", item)
    return item
