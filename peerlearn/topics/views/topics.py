"""One topic: who looks after it, where its formal training is, and whether colleagues may teach it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.topics.forms import TeachingForm
from peerlearn.topics.models import Topic
from peerlearn.topics.services.teaching import set_teaching


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def topic(request: SignedInRequest, slug: str) -> HttpResponse:
    topics = Topic.objects.select_related("formal_only_by").prefetch_related("owners", "reviewers")
    found = get_object_or_404(topics, slug=slug)
    if request.method != "POST":
        return _show(request, found, TeachingForm(initial=TeachingForm.of(found)))
    require(request, "topics.change_topic", found)
    form = TeachingForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    set_teaching(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("topics:topic", slug=found.slug)


def _show(request: SignedInRequest, found: Topic, form: TeachingForm, *, status: int = 200) -> HttpResponse:
    context = {"topic": found, "form": form if request.user.has_perm("topics.change_topic", found) else None}
    return render(request, "topics/topic.html", context, status=status)
