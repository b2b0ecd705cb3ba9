"""Places on a page that apps further up may fill, so that lower apps need not know them.

An app registers a panel in `AppConfig.ready`; the template shows the place with
`{% panels "knowledge.article" article %}`. A panel takes (request, object) and returns a template and its context, or
None to show nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest

PLACES = ("rituals.session", "rituals.ritual", "knowledge.article", "people.profile", "base.header")


class Panel(NamedTuple):
    template: str
    context: dict[str, Any]


Filler = Callable[[Any, Any], Panel | None]  # pages with panels are for signed-in people; their panels may say so
_registry: dict[str, list[Filler]] = defaultdict(list)


def register(place: str, panel: Filler) -> None:
    """Add `panel` to a place. Raises KeyError for a place that no page has."""
    if place not in PLACES:
        raise KeyError(place)
    if panel not in _registry[place]:
        _registry[place].append(panel)


def panels_for(place: str, request: HttpRequest, subject: Any) -> list[Panel]:
    """What stands at `place` for this request, in order of registration."""
    found = (panel(request, subject) for panel in _registry[place])
    return [panel for panel in found if panel is not None]
