"""What stands beside an article: files, and pages of the wiki that the company has besides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.forms.attachments import AttachmentForm, OtherPageForm
from knowledge.models import Article, OtherPage
from knowledge.services.attachments import add_attachment, link_page, remove_attachment, unlink_page
from knowledge.views.limits import refuse_large_bodies
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@refuse_large_bodies
@require_POST
@login_required
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    article = _fetch(request, slug)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
        return _back(article)
    file = form.cleaned_data["file"]
    try:
        kept = add_attachment(article, file=file, filename=file.name, by=request.user)
    except ValueError as problem:
        messages.error(request, f"{file.name}: {problem}")
    else:
        messages.success(request, _("%(name)s stands beside it.") % {"name": kept.filename})
    return _back(article)


@require_POST
@login_required
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    article = _fetch(request, slug)
    remove_attachment(get_object_or_404(article.attachments, pk=pk))
    messages.success(request, _("The file is gone."))
    return _back(article)


@require_POST
@login_required
def link(request: SignedInRequest, slug: str) -> HttpResponse:
    article = _fetch(request, slug)
    form = OtherPageForm(request.POST)
    if form.is_valid():
        link_page(article, url=form.cleaned_data["url"], title=form.cleaned_data["title"], by=request.user)
        messages.success(request, _("Linked."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return _back(article)


@require_POST
@login_required
def unlink(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    article = _fetch(request, slug)
    unlink_page(get_object_or_404(OtherPage, article=article, pk=pk))
    messages.success(request, _("The link is gone."))
    return _back(article)


def _fetch(request: SignedInRequest, slug: str) -> Article:
    """The article, of a person who may change what stands around its text."""
    articles = Article.objects.visible_to(request.user).select_related("session", "author")
    article = get_object_or_404(articles, slug=slug)
    require(request, "knowledge.edit_frame", article)
    return article


def _back(article: Article) -> HttpResponse:
    return redirect(article.get_absolute_url() + "#beside")
