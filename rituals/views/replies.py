"""Replies to a whole ritual, from its own page and from that of one of its dates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from peerlearn.core.htmx import wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.enums import Reply
from rituals.forms.replies import SeriesReplyForm
from rituals.models import Ritual
from rituals.panels.replies import series_panel
from rituals.services.series_replies import reply_to_series
from rituals.views.sessions import done, show_session, visible_session


@require_POST
@login_required
def ritual_rsvp(request: SignedInRequest, slug: str) -> HttpResponse:
    """Reply from the ritual's page; htmx gets the panel again."""
    ritual = get_object_or_404(Ritual.objects.visible_to(request.user), slug=slug)
    said = _reply(request, ritual)
    panel = series_panel(request, ritual)
    if wants_part(request) and panel:
        response = render(request, panel.template, panel.context, status=200 if said else 422)
        return trigger_client_event(response, "toast", {"value": said}) if said else response
    if said:
        messages.success(request, said)
    return redirect(ritual)


@require_POST
@login_required
def session_series_rsvp(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reply to all dates from the page of one."""
    session = visible_session(request, pk)
    ritual = get_object_or_404(Ritual.objects.visible_to(request.user), pk=session.ritual_id)
    said = _reply(request, ritual)
    if not said:
        return show_session(request, session, status=422, refusal=_("Choose coming or not coming."))
    return done(request, session, said)


def _reply(request: SignedInRequest, ritual: Ritual) -> str:
    """Keep the reply and return what to say about it; nothing for a reply that is not offered."""
    require(request, "rituals.reply_to_series", ritual)
    form = SeriesReplyForm(request.POST)
    if not form.is_valid():
        return ""
    reply = form.cleaned_data["reply"]
    reply_to_series(ritual, by=request.user, reply=reply, now=timezone.now())
    if reply == Reply.DECLINED:
        return _("You come to single dates only. What you said about one date stays.")
    return _("You come to all dates. You can still say no to a single one.")
