"""Guides that should be looked at again: "still right", or somebody else answers for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledge.enums import ArticleKind
from knowledge.forms.guides import VerifierForm
from knowledge.models import Article
from knowledge.selectors.guides import guides_to_look_at
from knowledge.services.guides import confirm_guide, hand_over
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def guides(request: SignedInRequest) -> HttpResponse:
    return render(request, "knowledge/guides.html", {"due": guides_to_look_at(request.user, now=timezone.now())})


@require_POST
@login_required
def still_right(request: SignedInRequest, slug: str) -> HttpResponse:
    guide = _fetch(request, slug)
    confirm_guide(guide, by=request.user, now=timezone.now())
    messages.success(request, _("Thank you. You answer for it, and are asked again in half a year."))
    return redirect("knowledge:guides" if "list" in request.POST else guide)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def verifier(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let somebody else answer for the guide."""
    guide = _fetch(request, slug)
    form = VerifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["verifier"]
        hand_over(guide, to=person, now=timezone.now())
        messages.success(request, _("%(name)s answers for it now, and is asked to look at it.") % {"name": person.name})
        return redirect(guide)
    status = 422 if form.errors else 200
    return render(request, "knowledge/verifier.html", {"article": guide, "form": form}, status=status)


def _fetch(request: SignedInRequest, slug: str) -> Article:
    visible = Article.objects.visible_to(request.user).filter(kind=ArticleKind.GUIDE)
    guide = get_object_or_404(visible.select_related("verifier"), slug=slug)
    require(request, "knowledge.verify_guide", guide)
    return guide
