"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def every_page(request: HttpRequest) -> dict[str, Any]:
    """The organisation's name, the appearance the visitor chose, and whether the figures are open to them."""
    theme = request.COOKIES.get("theme", "")
    return {
        "org_name": settings.ORG_NAME,
        "theme": theme if theme in ("light", "dark") else "",
        "view": "wall" if request.GET.get("view") == "wall" else "",
        "sees_figures": request.user.has_perm("metrics.view_dashboard"),
    }
