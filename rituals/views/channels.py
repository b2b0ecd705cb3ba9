"""Choosing where a ritual announces its dates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from peerlearn.core.htmx import wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.channels import ChannelForm
from rituals.models import Ritual
from rituals.panels.channels import channel_panel
from rituals.services.channels import set_channel


@require_POST
@login_required
def ritual_channel(request: SignedInRequest, slug: str) -> HttpResponse:
    ritual = get_object_or_404(Ritual.objects.visible_to(request.user), slug=slug)
    require(request, "rituals.change_ritual", ritual)
    form = ChannelForm(request.POST, ritual=ritual)
    valid = form.is_valid()
    if valid:
        set_channel(ritual, form.cleaned_data["channel"])
        ritual.refresh_from_db()
    said = _("Saved.") if valid else _("Choose one of the channels.")
    panel = channel_panel(request, ritual)
    if wants_part(request) and panel:
        response = render(request, panel.template, panel.context, status=200 if valid else 422)
        return trigger_client_event(response, "toast", {"value": said})
    messages.add_message(request, messages.SUCCESS if valid else messages.WARNING, said)
    return redirect(ritual)
