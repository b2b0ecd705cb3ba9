"""How far a piece of long work is, for the person who started it; the page asks again until it has ended."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from peerlearn.core.htmx import render
from peerlearn.jobs.models import Job
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "jobs/job.html", {"job": found}, partials=["job-progress"])
