"""On a ritual's page: propose a talk without a date, how fair the rotation is, and what stays formal training."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.forms.slots import ProposalForm
from rituals.models import Ritual
from rituals.selectors.rotation import rotation_of


def rotation_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    rotation = rotation_of(ritual, now=timezone.now())
    return Panel("rituals/panels/rotation.html", {"rotation": rotation}) if rotation.dates else None


def proposal_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    if ritual.archived_at or not request.user.has_perm("rituals.propose_topic", ritual):
        return None
    return Panel("rituals/panels/proposal.html", {"ritual": ritual, "form": ProposalForm(auto_id="proposal-%s")})


def formal_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    if ritual.program is None or not ritual.program.formal_parts:
        return None
    return Panel("rituals/panels/formal_parts.html", {"program": ritual.program})
