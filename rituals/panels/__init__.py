"""What rituals show on their own pages and on those of people, one module for each noun."""

from peerlearn.core.panels import register
from rituals.panels.channels import channel_panel
from rituals.panels.circles import circle_panel
from rituals.panels.consents import recording_panel
from rituals.panels.door import attendance_panel, code_panel
from rituals.panels.encores import encore_panel
from rituals.panels.feedback import rating_panel, ratings_panel, ritual_transfer_panel, transfer_panel
from rituals.panels.forums import booking_panel, community_panel, updates_panel
from rituals.panels.health import health_panel
from rituals.panels.proposals import formal_panel, proposal_panel, rotation_panel
from rituals.panels.requests import answers_panel
from rituals.panels.sign_offs import sign_off_panel
from rituals.panels.talks import talks_panel
from rituals.panels.taught import taught_panel
from rituals.panels.teaching import teaching_panel

RITUAL_PAGE = (
    circle_panel,
    community_panel,
    proposal_panel,
    health_panel,
    rotation_panel,
    formal_panel,
    ritual_transfer_panel,
    channel_panel,
)
SESSION_PAGE = (
    teaching_panel,
    recording_panel,
    sign_off_panel,
    code_panel,
    talks_panel,
    booking_panel,
    updates_panel,
    encore_panel,
    attendance_panel,
    taught_panel,
    answers_panel,
    transfer_panel,
    ratings_panel,
    rating_panel,  # last, since thanks come after it: together they are what is asked of those who came
)


def register_panels() -> None:
    """Called once when the app is ready; a page shows its panels in this order."""
    for ritual_panel in RITUAL_PAGE:
        register("rituals.ritual", ritual_panel)
    for session_panel in SESSION_PAGE:
        register("rituals.session", session_panel)
