"""The search page, the list of the palette while somebody types, and all lines of one article that answer."""

from time import perf_counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from knowledge.enums import ArticleKind
from knowledge.forms.search import OpenedForm
from knowledge.models import Article
from knowledge.selectors.browse import joined_by
from knowledge.selectors.narrowing import NOT_NARROWED, Narrowing, choices_for
from knowledge.selectors.search import SearchResults, answering_lines, search
from knowledge.selectors.search_page import palette_page
from knowledge.selectors.search_page import search_page as page_of
from knowledge.services.search_log import note_click, note_search
from knowledge.views.asked import date_asked, number_asked
from peerlearn.core.htmx import render, wants_part
from peerlearn.core.windows import local_day
from peerlearn.people.http import SignedInRequest
from peerlearn.topics.selectors.merged import leads_to

IN_PALETTE = 8
LAST_JOINED = 5


@require_safe
@login_required
def search_page(request: SignedInRequest) -> HttpResponse:
    """Without words: the sessions that the reader joined."""
    narrowing = _narrowing(request)
    began = perf_counter()
    results = SearchResults("", narrowing)
    if _typed(request):
        results = _search(request, narrowing, page=number_asked(request, "page") or 1, counting=True)
    now = timezone.now()
    choices = choices_for(results.query, narrowing, results.counts, today=local_day(now))
    context: dict[str, Any] = {
        "results": results,
        "found": page_of(results, user=request.user, now=now, choices=choices),
        "choices": choices,
        "address": narrowing.address(results.query),
        "meant": narrowing.address(results.suggestion),
        "wider": NOT_NARROWED.address(results.query),
        "seconds": perf_counter() - began,
        "joined": [] if results.query else joined_by(request.user),
    }
    return render(request, "knowledge/search.html", context, partials={"results"})


@require_safe
@login_required
def palette(request: SignedInRequest) -> HttpResponse:
    """Lines for the list of the palette. Without words: what was joined last, and where one can go."""
    results = SearchResults("")
    if _typed(request):
        results = _search(request, NOT_NARROWED, size=IN_PALETTE, typing=True)
    context = {
        "results": results,
        "found": palette_page(results, user=request.user),
        "joined": [] if results.query else joined_by(request.user, size=LAST_JOINED),
    }
    return render(request, "knowledge/palette.html", context)


@require_safe
@login_required
def search_lines(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything said in one article that answers `?q=`."""
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    query = request.GET.get("q", "")
    context = {"article": article, "query": query, "hit": answering_lines(article, query, user=request.user)}
    template = "knowledge/_search_lines.html" if wants_part(request) else "knowledge/search_lines.html"
    return render(request, template, context)


@require_POST
@login_required
def search_opened(request: SignedInRequest) -> HttpResponse:
    """`found` was opened from the results of `q`."""
    form = OpenedForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.problem(), status=422, content_type="text/plain; charset=utf-8")
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=form.cleaned_data["found"])
    note_click(article, query=form.cleaned_data["q"], by=request.user, now=timezone.now())
    return HttpResponse(status=204)


def _typed(request: SignedInRequest) -> str:
    return request.GET.get("q", "").strip()


def _search(request: SignedInRequest, narrowing: Narrowing, **how: Any) -> SearchResults:
    """Search, and keep what was searched for; keystrokes of one search are kept as one."""
    how.setdefault("typing", wants_part(request))
    results = search(_typed(request), user=request.user, narrowing=narrowing, **how)
    if not results.refused and results.page == 1 and narrowing == NOT_NARROWED:
        note_search(results.query, results=results.total, by=request.user, now=timezone.now())
    return results


def _narrowing(request: SignedInRequest) -> Narrowing:
    kind = request.GET.get("kind", "")
    return Narrowing(
        topic=leads_to(request.GET.get("topic", "")[:120]),
        speaker=number_asked(request, "speaker"),
        kind=kind if kind in ArticleKind.values else "",
        after=date_asked(request, "after"),
        before=date_asked(request, "before"),
        there=request.GET.get("there") == "1",
    )
