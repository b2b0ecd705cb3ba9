"""What a coaching circle's page shows its members: who is in it, their goals, and whose turn it is to host."""

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind
from rituals.models import CircleSignUp, Ritual
from rituals.selectors.circles import next_hosts


def circle_panel(request: SignedInRequest, circle: Ritual) -> Panel | None:
    """Nothing on other rituals' pages; whoever may open a circle's page may see its members."""
    if circle.kind != RitualKind.COACHING_CIRCLE:
        return None
    members = next_hosts([circle]).get(circle.pk, [])
    goals = dict(CircleSignUp.objects.filter(round=circle.circle_round_id).values_list("user_id", "goal"))
    return Panel(
        "rituals/panels/circle.html",
        {
            "circle": circle,
            "members": [(member, goals.get(member.pk, "")) for member in members],
            "is_member": request.user in members,
        },
    )
