"""The question every action asks before it changes anything."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def require(request: HttpRequest, permission: str, subject: Any = None) -> None:
    """Raise PermissionDenied (403) unless the signed-in person holds `permission` on `subject`.

    Fetch `subject` through `visible_to` first: what a person may not see is a 404, not a 403.
    """
    if not request.user.has_perm(permission, subject):
        raise PermissionDenied(permission)
