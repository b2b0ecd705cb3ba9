"""The way to say once and for all that one comes to a ritual; a community is joined instead."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind
from rituals.models import Ritual
from rituals.selectors.replies import comes_to_all


def series_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    """Nothing where no date is ahead; a community can be joined before its dates are known."""
    if ritual.kind == RitualKind.COMMUNITY_OF_PRACTICE and ritual.archived_at is None:
        is_member = ritual.members.filter(pk=request.user.pk).exists()
        return Panel("rituals/panels/membership.html", {"ritual": ritual, "is_member": is_member})
    if not ritual.rrule or not ritual.sessions.upcoming(timezone.now()).exists():
        return None
    context = {"ritual": ritual, "comes_to_all": comes_to_all(request.user, ritual)}
    return Panel("rituals/panels/series_reply.html", context)
