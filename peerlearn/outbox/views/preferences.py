"""The page on which a person chooses what they want to hear, how and when."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.outbox.forms import PreferencesForm, ReadingHoursForm
from peerlearn.outbox.selectors.preferences import choices_of, hours_of
from peerlearn.outbox.services.preferences import set_hours, set_way
from peerlearn.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = PreferencesForm(typed, choices=choices_of(request.user))
    hours = ReadingHoursForm(typed, instance=hours_of(request.user))
    if typed is not None and form.is_valid() and hours.is_valid():
        for kind, way in form.changes().items():
            set_way(request.user, kind, way)
        if hours.changed_data:
            set_hours(request.user, **hours.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("outbox:preferences")
    context = {
        "form": form,
        "hours": hours,
        "manages_channels": request.user.has_perm("outbox.manage_channels"),
        "reviews": request.user.has_perm("outbox.review"),
    }
    return render(request, "outbox/preferences.html", context, status=422 if form.errors or hours.errors else 200)
