"""`{% panels "rituals.session" session %}` shows what other apps put there."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from peerlearn.core.panels import panels_for

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], place: str, subject: Any) -> SafeString:
    """The rendered panels of a place, one after the other."""
    request = context["request"]
    parts = [
        render_to_string(panel.template, panel.context, request=request)
        for panel in panels_for(place, request, subject)
    ]
    return mark_safe("".join(parts))  # noqa: S308 -- each part is an escaped template
