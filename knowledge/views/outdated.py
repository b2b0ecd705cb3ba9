""" "Outdated": said and taken back by a reader, settled by who answers for the article."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.forms.questions import OutdatedForm
from knowledge.models import Article
from knowledge.services.outdated import mark_outdated, settle_marks, take_mark_back
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_POST
@login_required
def outdated(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say so, in a few words if one likes; with `back`, not any more."""
    article = _fetch(request, slug)
    require(request, "knowledge.mark_outdated", article)
    form = OutdatedForm(request.POST)
    if "back" in request.POST:
        take_mark_back(article, by=request.user)
        messages.success(request, _("Your mark is gone."))
    elif form.is_valid():
        mark_outdated(article, by=request.user, note=form.cleaned_data["note"], now=timezone.now())
        messages.success(request, _("Thank you. Whoever answers for it sees what you wrote, without your name."))
    else:
        messages.error(request, str(form.errors["note"][0]))
    return redirect(article.get_absolute_url() + "#outdated")


@require_POST
@login_required
def settle(request: SignedInRequest, slug: str) -> HttpResponse:
    article = _fetch(request, slug)
    require(request, "knowledge.look_after", article)
    settle_marks(article, by=request.user, now=timezone.now())
    messages.success(request, _("Looked at. Nobody reads that it is outdated any more."))
    return redirect(article)


def _fetch(request: SignedInRequest, slug: str) -> Article:
    articles = Article.objects.visible_to(request.user).select_related("session", "author", "verifier")
    return get_object_or_404(articles, slug=slug)
