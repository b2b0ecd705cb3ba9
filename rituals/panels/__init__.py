"""What rituals show on their own pages and on those of people, one module for each noun."""

from peerlearn.core.panels import register
from rituals.panels.circles import circle_panel
from rituals.panels.forums import booking_panel, community_panel, updates_panel
from rituals.panels.door import attendance_panel, code_panel
from rituals.panels.replies import series_panel
from rituals.panels.requests import answers_panel


def register_panels() -> None:
    """Called once when the app is ready; a page shows its panels in this order."""
    register("rituals.session", code_panel)
    register("rituals.session", attendance_panel)
    register("rituals.ritual", series_panel)
    register("rituals.ritual", circle_panel)
    register("rituals.ritual", community_panel)
    register("rituals.session", booking_panel)
    register("rituals.session", updates_panel)
    register("rituals.session", answers_panel)
