"""Where the author of a short share could show it in five minutes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge.enums import ArticleKind
from knowledge.models import Article
from knowledge.selectors.five_minutes import copied_by, places_to_show
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    visible = Article.objects.visible_to(request.user).filter(kind=ArticleKind.TIL)
    share = get_object_or_404(visible, slug=slug)
    require(request, "knowledge.show_til", share)
    context = {
        "article": share,
        "people": copied_by(share, author=request.user),
        "places": places_to_show(request.user, now=timezone.now()),
    }
    return render(request, "knowledge/show.html", context)
