"""What knowledge shows on its own pages and on those of other apps, one module for each noun."""

from knowledge.panels.captures import capture_panel, sign_off_panel
from knowledge.panels.live_notes import live_notes_panel
from knowledge.panels.reuse import reuse_panel, still_teaching_panel
from knowledge.panels.transcripts import by_machine_panel
from peerlearn.core.panels import register

SESSION_PAGE = (capture_panel, live_notes_panel)
ARTICLE_PAGE = (sign_off_panel, by_machine_panel, reuse_panel)
PROFILE = (still_teaching_panel,)


def register_panels() -> None:
    """Called once when the app is ready; a page shows its panels in this order."""
    for session_panel in SESSION_PAGE:
        register("rituals.session", session_panel)
    for article_panel in ARTICLE_PAGE:
        register("knowledge.article", article_panel)
    for profile_panel in PROFILE:
        register("people.profile", profile_panel)
