"""Which messages a person wants, one switch per kind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.outbox.selectors.preferences import choices_of
from peerlearn.outbox.services.preferences import set_wanted
from peerlearn.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    choices = choices_of(request.user)
    if request.method == "POST":
        ticked = request.POST.getlist("wanted")
        for choice in choices:
            set_wanted(request.user, choice.kind, choice.kind in ticked)
        messages.success(request, _("Saved."))
        return redirect("outbox:preferences")
    return render(request, "outbox/preferences.html", {"choices": choices})
