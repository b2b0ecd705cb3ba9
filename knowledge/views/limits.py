"""Bodies that are too large are refused by the length they announce, before a byte of them is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from knowledge.transcripts import LARGEST_FILE
from knowledge.validators import LARGEST_RECORDING, too_large

LARGEST_BODY = LARGEST_RECORDING + 4 * LARGEST_FILE  # the recording, and what is sent with it

View = Callable[..., HttpResponse]


def refuse_large_bodies(view: View) -> View:
    """Answer 413 instead of reading; the check against forgery, which reads the body, comes after."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        size = int(announced) if announced.isascii() and announced.isdecimal() else 0
        return refused(request, size) if size > LARGEST_BODY else protected(request, *args, **kwargs)

    return limited


def refused(request: HttpRequest, size: int) -> HttpResponse:
    """The page that says how large it was and how large it may be."""
    response = render(request, "knowledge/too_large.html", {"refusal": too_large(size)}, status=413)
    add_never_cache_headers(response)
    return response
