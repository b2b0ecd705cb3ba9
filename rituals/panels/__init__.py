"""What rituals show on their own pages and on those of people, one module for each noun."""

from peerlearn.core.panels import register
from rituals.panels.after import taught_panel
from rituals.panels.channels import channel_panel
from rituals.panels.circles import circle_panel
from rituals.panels.door import attendance_panel, code_panel
from rituals.panels.encores import encore_panel
from rituals.panels.feedback import rating_panel, ratings_panel, ritual_transfer_panel, transfer_panel
from rituals.panels.forums import booking_panel, community_panel, updates_panel
from rituals.panels.health import health_panel
from rituals.panels.proposals import formal_panel, proposal_panel, rotation_panel
from rituals.panels.requests import answers_panel
from rituals.panels.sign_offs import sign_off_panel
from rituals.panels.talks import talks_panel
from rituals.panels.teaching import teaching_panel


def register_panels() -> None:
    """Called once when the app is ready; a page shows its panels in this order."""
    register("rituals.session", teaching_panel)
    register("rituals.session", sign_off_panel)
    register("rituals.session", talks_panel)
    register("rituals.session", encore_panel)
    register("rituals.ritual", health_panel)
    register("rituals.ritual", proposal_panel)
    register("rituals.ritual", rotation_panel)
    register("rituals.ritual", formal_panel)
    register("rituals.session", code_panel)
    register("rituals.session", attendance_panel)
    register("rituals.session", taught_panel)
    register("rituals.ritual", circle_panel)
    register("rituals.ritual", community_panel)
    register("rituals.session", booking_panel)
    register("rituals.session", updates_panel)
    register("rituals.session", answers_panel)
    register("rituals.ritual", ritual_transfer_panel)
    register("rituals.ritual", channel_panel)
    register("rituals.session", transfer_panel)
    register("rituals.session", ratings_panel)
    # Last, since thanks come after it: together they are what is asked of those who came.
    register("rituals.session", rating_panel)
