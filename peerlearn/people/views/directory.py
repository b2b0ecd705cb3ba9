"""Pages about people: one colleague, and who leads peer learning where."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from peerlearn.core.windows import local_day
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from peerlearn.people.selectors.leads import led_functions


@require_safe
@login_required
def profile(request: SignedInRequest, pk: int) -> HttpResponse:
    people = User.objects.visible_to(request.user).select_related("function", "manager")
    person = get_object_or_404(people, pk=pk)
    return render(request, "people/profile.html", {"person": person})


@require_safe
@login_required
def lead_list(request: SignedInRequest) -> HttpResponse:
    functions = led_functions(local_day(timezone.now()))
    unled = sum(not led.leads for led in functions)
    return render(request, "people/lead_list.html", {"functions": functions, "unled": unled})
