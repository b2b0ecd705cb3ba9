"""One view answers the search page, its results while somebody types, and the palette's list."""

from time import perf_counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge.enums import ArticleKind
from knowledge.selectors.browse import joined_by
from knowledge.selectors.search import SearchResults, search
from knowledge.services.search_log import note_search
from knowledge.views.asked import date_asked, number_asked
from peerlearn.core.htmx import render, wants_part
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def search_page(request: SignedInRequest) -> HttpResponse:
    typed = request.GET.get("q", "")
    typing = wants_part(request)
    began = perf_counter()
    results = _search(request, typed, typing=typing) if typed.strip() else SearchResults("")
    context: dict[str, Any] = {
        "results": results,
        "seconds": perf_counter() - began,
        "kinds": ArticleKind.choices,
        "chosen": request.GET,
        "rest": _rest(request),
        "joined": [] if typed.strip() else joined_by(request.user),
    }
    if typed.strip() and not typing and not results.refused:
        note_search(results.query, results=results.total, by=request.user, now=timezone.now())
    return render(request, "knowledge/search.html", context, partials={"results", "palette-list"})


def _search(request: SignedInRequest, typed: str, *, typing: bool) -> SearchResults:
    kind = request.GET.get("kind", "")
    return search(
        typed,
        user=request.user,
        topic=request.GET.get("topic", "")[:120] or None,
        speaker=number_asked(request, "speaker"),
        kind=kind if kind in ArticleKind.values else None,
        after=date_asked(request, "after"),
        before=date_asked(request, "before"),
        page=number_asked(request, "page") or 1,
        typing=typing,
    )


def _rest(request: SignedInRequest) -> str:
    """The address without its page, so that a pager keeps the rest."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&"
