"""What of a person's machine a page may use: nothing, but for views that need one thing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

PERMISSIONS_POLICY = "Permissions-Policy"
_DEVICES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")

View = Callable[..., HttpResponse]


def permissions_policy(*allowed: str) -> str:
    """The header that allows these to the product's own page and nothing else to anybody.

    >>> permissions_policy("microphone").split(", ")[:4]
    ['camera=()', 'display-capture=()', 'geolocation=()', 'microphone=(self)']
    """
    return ", ".join(f"{device}=({'self' if device in allowed else ''})" for device in _DEVICES)


def microphone_allowed(view: View) -> View:
    """The page of this view may ask for the microphone; the browser still asks the person."""

    @wraps(view)
    def listening(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response[PERMISSIONS_POLICY] = permissions_policy("microphone")
        return response

    return listening
