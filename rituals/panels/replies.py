"""The way to say once and for all that one comes to a ritual."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Ritual
from rituals.selectors.replies import comes_to_all


def series_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    """Nothing where no date is ahead."""
    if not ritual.rrule or not ritual.sessions.upcoming(timezone.now()).exists():
        return None
    context = {"ritual": ritual, "comes_to_all": comes_to_all(request.user, ritual)}
    return Panel("rituals/panels/series_reply.html", context)
