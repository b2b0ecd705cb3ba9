"""Slack and Teams channels that the product may post to; set up by whoever looks after the program."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.outbox.forms import WebhookForm
from peerlearn.outbox.models import Webhook
from peerlearn.outbox.services.webhooks import NotAccepted, create_webhook, switch_off, switch_on, try_webhook
from peerlearn.people.http import SignedInRequest

PAGE = "outbox/webhooks.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhooks(request: SignedInRequest) -> HttpResponse:
    require(request, "outbox.manage_channels")
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        webhook = create_webhook(request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is set up. Try it now.") % {"name": webhook})
        return redirect("outbox:webhooks")
    return _page(request, form, status=422 if form.errors else 200)


@require_POST
@login_required
def webhook_test(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, "outbox.manage_channels")
    webhook = get_object_or_404(Webhook, pk=pk)
    try:
        try_webhook(webhook)
    except NotAccepted as refusal:
        return _done(request, messages.WARNING, str(refusal))
    return _done(
        request, messages.SUCCESS, _("%(name)s took the test. Look whether it stands there.") % {"name": webhook}
    )


@require_POST
@login_required
def webhook_switch(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, "outbox.manage_channels")
    webhook = get_object_or_404(Webhook, pk=pk)
    if webhook.switched_off_at:
        switch_on(webhook)
        return _done(request, messages.SUCCESS, _("%(name)s is on again.") % {"name": webhook})
    switch_off(webhook)
    return _done(request, messages.SUCCESS, _("%(name)s is off.") % {"name": webhook})


def _done(request: SignedInRequest, level: int, said: str) -> HttpResponse:
    if not wants_part(request):
        messages.add_message(request, level, said)
        return redirect("outbox:webhooks")
    went_well = level == messages.SUCCESS
    notice: dict[str, Any] = {
        "said": said,
        "tone": "is-ok" if went_well else "is-warn",
        "drawing": "check" if went_well else "info",
    }
    return _page(request, WebhookForm(), **notice)


def _page(request: SignedInRequest, form: WebhookForm, *, status: int = 200, **notice: Any) -> HttpResponse:
    context = {"webhooks": Webhook.objects.select_related("created_by"), "form": form}
    return render(request, PAGE, context | notice, partials=["channel-list"], status=status)
