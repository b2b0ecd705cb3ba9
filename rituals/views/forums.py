"""What people do in some forms of ritual: book a slot of office hours, write an update, join a community."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind
from rituals.forms.forums import UpdateForm
from rituals.models import Ritual
from rituals.panels.forums import booking_form
from rituals.selectors.office_hours import bookable_slots
from rituals.services.communities import join_community, leave_community
from rituals.services.office_hours import NotBookable, book_slot, give_slot_back
from rituals.services.working_out_loud import RoundClosed, write_update
from rituals.views.sessions import done, show_session, visible_session


@require_POST
@login_required
def book(request: SignedInRequest, pk: int) -> HttpResponse:
    """Book a slot, or give the own one back with the button `leave`."""
    found = visible_session(request, pk, kind=RitualKind.OFFICE_HOURS)
    require(request, "rituals.book_slot", found)
    now = timezone.now()
    try:
        if "leave" in request.POST:
            give_slot_back(found, by=request.user, now=now)
            return done(request, found, _("The slot is free again."))
        form = booking_form(bookable_slots(found, request.user, runs=False), now=now, data=request.POST)
        if not form.is_valid():
            return show_session(request, found, status=422)
        book_slot(found, by=request.user, now=now, **form.cleaned_data)
    except NotBookable as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found, _("The slot is yours."))


@require_POST
@login_required
def update(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_session(request, pk, kind=RitualKind.WORKING_OUT_LOUD)
    require(request, "rituals.write_update", found)
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return show_session(request, found, status=422)
    try:
        write_update(found, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
    except RoundClosed as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found, _("Your update is in. You can change it until the round ends."))


@require_POST
@login_required
def membership(request: SignedInRequest, slug: str) -> HttpResponse:
    """Join a community, or leave it with the button `leave`."""
    communities = Ritual.objects.visible_to(request.user).filter(kind=RitualKind.COMMUNITY_OF_PRACTICE)
    found = get_object_or_404(communities, slug=slug)
    require(request, "rituals.join_community", found)
    if "leave" in request.POST:
        leave_community(found, by=request.user, now=timezone.now())
        messages.success(request, _("You have left the community."))
        return redirect("rituals:ritual_list")
    join_community(found, by=request.user, now=timezone.now())
    messages.success(request, _("Welcome. You come to every date from now on; change single dates as you like."))
    return redirect(found)
