"""In and out: a zip of Markdown becomes guides, and what somebody may read becomes a zip."""

from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.forms.files import ImportForm
from knowledge.services.exports import EVERYTHING, OWN, ask_to_export, path_of
from knowledge.services.wiki_import import ask_to_import
from knowledge.views.limits import refuse_large_bodies
from peerlearn.core.rules import require
from peerlearn.jobs.models import Job, JobState
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def files(request: SignedInRequest) -> HttpResponse:
    return _page(request, ImportForm())


@require_POST
@login_required
def export(request: SignedInRequest) -> HttpResponse:
    """Of what one wrote; with `everything` of all that one may read."""
    everything = "everything" in request.POST
    if everything:
        require(request, "knowledge.export_everything")
    return redirect("jobs:job", pk=ask_to_export(request.user, everything=everything).pk)


@require_safe
@login_required
def export_file(request: SignedInRequest, name: UUID) -> HttpResponseBase:
    jobs = Job.objects.visible_to(request.user).filter(kind__in=(EVERYTHING, OWN), state=JobState.DONE)
    job = get_object_or_404(jobs, result_url=request.path)
    path: Path = path_of(job)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=_("wiki") + ".zip", content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


@refuse_large_bodies
@require_POST
@login_required
def import_zip(request: SignedInRequest) -> HttpResponse:
    require(request, "knowledge.import_wiki")
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    return redirect("jobs:job", pk=ask_to_import(form.cleaned_data["archive"], by=request.user).pk)


def _page(request: SignedInRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form if request.user.has_perm("knowledge.import_wiki") else None,
        "may_export_everything": request.user.has_perm("knowledge.export_everything"),
    }
    return render(request, "knowledge/files.html", context, status=status)
