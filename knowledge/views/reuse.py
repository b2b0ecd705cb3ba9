"""What a page reports when something on it is used: a copy, seconds of a recording. Nothing to look at comes back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.forms.reuse import MOST_AT_ONCE, WatchedForm
from knowledge.models import Article, Snippet
from knowledge.services.reuse import record_copy, record_watching
from peerlearn.people.http import SignedInRequest


@require_POST
@login_required
def copied(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Article.objects.visible_to(request.user)
    snippets = Snippet.objects.filter(article__in=visible).select_related("article__session", "article__author")
    record_copy(get_object_or_404(snippets, pk=pk), user=request.user, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@login_required
def watched(request: SignedInRequest, slug: str) -> HttpResponse:
    """`seconds` were played since the last report: played, wherever in the recording that was."""
    playable = Article.objects.visible_to(request.user).filter(recording__isnull=False)
    article = get_object_or_404(playable.select_related("session", "author"), slug=slug)
    form = WatchedForm(request.POST)
    if not form.is_valid():
        problem = _("Say how many seconds were played since the last report: 1 to %(most)d.") % {"most": MOST_AT_ONCE}
        return HttpResponse(problem, status=422, content_type="text/plain; charset=utf-8")
    record_watching(article, user=request.user, seconds=form.cleaned_data["seconds"], now=timezone.now())
    return HttpResponse(status=204)
