"""The switch between light, dark and the system's appearance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

NEXT = {"": "light", "light": "dark", "dark": ""}
YEAR = 365 * 24 * 3600


@require_POST
def change_theme(request: HttpRequest) -> HttpResponse:
    """Step to the next appearance and return to the page; the choice is a cookie, so it also holds before sign-in."""
    theme = NEXT.get(request.COOKIES.get("theme", ""), "")
    back = request.headers.get("Referer", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax")
    return response
