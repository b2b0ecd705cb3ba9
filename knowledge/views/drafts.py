"""What is typed is kept while somebody types, and images are kept as they are pasted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.enums import ArticleKind
from knowledge.forms.texts import DraftForm, ImageForm
from knowledge.models import Article
from knowledge.services.attachments import keep_image
from knowledge.services.drafts import drop_draft, keep_draft
from peerlearn.core.forms import first_error
from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest

NEW = {
    ArticleKind.GUIDE: ("knowledge.write_guide", "knowledge:guide_new"),
    ArticleKind.TIL: ("knowledge.share_til", "knowledge:til_list"),
}
"""What may be begun: who may, and the page on which it is written."""


@require_POST
@login_required
def draft_of_new(request: SignedInRequest, kind: str) -> HttpResponse:
    """Keep or drop what is typed for a new guide or short share."""
    if kind not in NEW:
        raise Http404
    permission, page = NEW[ArticleKind(kind)]
    require(request, permission)
    return _keep(request, ArticleKind(kind), None) or redirect(page)


@require_POST
@login_required
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep or drop what is typed for an article that is there."""
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    require(request, "knowledge.edit_text", article)
    return _keep(request, ArticleKind(article.kind), article) or redirect("knowledge:edit", slug=slug)


@require_POST
@login_required
def image(request: SignedInRequest) -> JsonResponse:
    """Keep an image that was pasted or dropped; the answer is what stands for it in the text."""
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"problem": first_error(form)}, status=422)
    try:
        return JsonResponse({"markdown": keep_image(form.cleaned_data["file"], by=request.user)})
    except ValueError as problem:
        return JsonResponse({"problem": str(problem)}, status=422)


def _keep(request: SignedInRequest, kind: ArticleKind, article: Article | None) -> HttpResponse | None:
    """Keep or drop the draft; None when a page has to answer."""
    if "drop" in request.POST:
        drop_draft(request.user, kind=kind, article=article)
        messages.success(request, _("Dropped. What is saved stays as it is."))
        return None
    form = DraftForm(request.POST, article=article)
    kept = keep_draft(request.user, kind=kind, article=article, **form.cleaned_data) if form.is_valid() else None
    problem = "" if kept else first_error(form)
    if wants_part(request):
        return render(request, "knowledge/_draft_state.html", {"draft": kept, "problem": problem})
    messages.info(request, problem or _("Kept. Nobody else sees it until you save it."))
    return None
