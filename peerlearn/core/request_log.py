"""One line per request, without what must not be kept: search words, join links, feed secrets, ids of what was read."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware


class RequestLog(RequestMiddleware):
    """Logs the route of a request ("GET /wiki/<str:slug>/") in place of its address."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        try:
            route = resolve(request.path_info).route
        except Resolver404:
            route = "unknown address"
        return f"{request.method} /{route}"
