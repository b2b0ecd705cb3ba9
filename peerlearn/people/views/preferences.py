"""The page on which a person sets their zone and language."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.people.forms import PreferencesForm
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from peerlearn.people.services.preferences import change_preferences


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = PreferencesForm(typed, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        change_preferences(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:preferences")
    return render(request, "people/preferences.html", {"form": form}, status=422 if form.errors else 200)
