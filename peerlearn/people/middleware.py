"""Pages speak the language and show the times of whoever reads them."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


def speak_as_the_viewer_does(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the signed-in person's time zone and language; visitors get the default zone, the browser's language.

    It stands below LocaleMiddleware, which goes by the browser and names the language of the response afterwards.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
            translation.activate(request.user.language)
        else:
            timezone.deactivate()
        return get_response(request)

    return middleware
