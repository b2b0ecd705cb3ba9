"""What rituals show on their own pages and on those of people, one module for each noun."""

from peerlearn.core.panels import register
from rituals.panels.circles import circle_panel
from rituals.panels.requests import answers_panel
from rituals.panels.replies import series_panel


def register_panels() -> None:
    """Called once when the app is ready; a page shows its panels in this order."""
    register("rituals.ritual", series_panel)
    register("rituals.ritual", circle_panel)
    register("rituals.session", answers_panel)
