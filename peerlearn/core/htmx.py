"""One view answers a whole page or the part of it that htmx asked for."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks to replace a part; a boosted link still wants the page."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")


def render(
    request: HttpRequest,
    page: str,
    context: dict[str, Any],
    *,
    partials: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `page`, or `page#target` when htmx targets one of `partials`.

    The client names the part through its target's id, but only names that the view lists are honoured, and what a
    person may not see must not be in `context` at all.
    """
    target = request.headers.get("HX-Target", "")
    template = f"{page}#{target}" if wants_part(request) and target in partials else page
    response = render_template(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
