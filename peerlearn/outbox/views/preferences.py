"""The page on which a person chooses what they want to hear."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.outbox.forms import PreferencesForm
from peerlearn.outbox.selectors.preferences import choices_of
from peerlearn.outbox.services.preferences import set_wanted
from peerlearn.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, choices=choices_of(request.user))
    if form.is_valid():
        for kind, wanted in form.changes().items():
            set_wanted(request.user, kind, wanted)
        messages.success(request, _("Saved."))
        return redirect("outbox:preferences")
    return render(request, "outbox/preferences.html", {"form": form})
