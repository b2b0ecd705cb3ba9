"""Requests that can't be served get a clear answer before they reach a view."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from peerlearn.core.devices import PERMISSIONS_POLICY, permissions_policy

Next = Callable[[HttpRequest], HttpResponse]


def refuse_unstorable_text(get_response: Next) -> Next:
    """A NUL or bytes that are no UTF-8 in the address, or a NUL in a cookie, cannot be stored or searched: 400."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        path = unquote_to_bytes(request.path_info)  # Django leaves bytes that are no UTF-8 as percent signs
        try:
            storable = "\x00" not in (path + query).decode("utf-8") + "".join(request.COOKIES.values())
        except UnicodeDecodeError:
            storable = False
        if not storable:
            return HttpResponseBadRequest(_("The address or a cookie contains characters that cannot be used."))
        return get_response(request)

    return middleware


def keep_devices_off(get_response: Next) -> Next:
    """No page may use camera, microphone or place, unless its view says so (`peerlearn.core.devices`)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault(PERMISSIONS_POLICY, permissions_policy())
        return response

    return middleware


def say_busy_when_database_is(get_response: Next) -> Next:
    """A database that is away, restarting or locked is a 503 with Retry-After; nothing is half done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, OperationalError | InterfaceError):
            return busy(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def busy(request: HttpRequest) -> HttpResponse:
    """The page for a passing fault: what happened, what was kept, what to do."""
    response = render(None, "busy.html", status=503)  # no request: context processors would ask the database
    response["Retry-After"] = "10"
    return response
