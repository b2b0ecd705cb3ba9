"""How a ritual is going: promised against delivered, with what could be done."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Ritual
from rituals.selectors.ritual_health import health_by_ritual, partner_for


def health_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    """Nothing for a ritual that meets no more or by no rule. Advice is for those who can act on it."""
    now = timezone.now()
    line = health_by_ritual([ritual], now=now).get(ritual.pk)
    if line is None:
        return None
    advised = (line.health.weak or line.health.lonely) and request.user.has_perm("rituals.see_advice", ritual)
    context = {
        "line": line,
        "advised": advised,
        "partner": partner_for(line, request.user, now=now) if advised else None,
        "may_change": request.user.has_perm("rituals.change_ritual", ritual),
    }
    return Panel("rituals/panels/health.html", context)
