"""What a capture still owes, and to whom that is said: each hears of the own part only.

Whoever runs the ritual owes the recording and its transcript, the teacher what people can copy and three sentences.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.selectors.checklist import Parts, parts_of
from peerlearn.people.models import LeadAssignment, Role, User
from rituals.enums import CapturePolicy, TeachingState
from rituals.models import Session, Teaching
from rituals.selectors.in_charge import in_charge_of


@dataclass(frozen=True)
class Owed:
    """A held session without its capture: who runs it, who taught it, and what is there."""

    session: Session
    runs: list[User]
    teachers: list[User]
    parts: Parts

    @property
    def without_recording(self) -> bool:
        """Nothing that was said is kept, and something should be."""
        spoken = self.parts.recorded or self.parts.transcribed
        return self.session.capture_policy == CapturePolicy.STANDARD and not spoken

    def parts_of(self, person: User | None) -> list[str]:
        """What this person can still add, in words."""
        owes = []
        if person in self.runs and self.session.capture_policy == CapturePolicy.STANDARD:
            owes += [_("the recording")] if not (self.parts.recorded or self.parts.transcribed) else []
            owes += [_("the transcript")] if not self.parts.transcribed else []
        if person in self.teachers:
            owes += [_("what people can copy")] if not self.parts.snippets else []
            owes += [_("three sentences")] if not self.parts.words else []
        return owes


def owed_by(sessions: Iterable[Session], *, now: datetime) -> list[Owed]:
    """What each of these sessions owes at `now`, in four queries."""
    sessions = list(sessions)
    runs = in_charge_of(sessions, {session.pk: now for session in sessions})
    articles = {a.session_id: parts_of(a) for a in Article.objects.with_parts().filter(session__in=sessions)}
    teachers: dict[int, list[User]] = {session.pk: [] for session in sessions}
    taught = Teaching.objects.filter(session__in=sessions, state=TeachingState.ACCEPTED, user__is_active=True)
    for teaching in taught.select_related("user").order_by("pk"):
        teachers[teaching.session_id].append(teaching.user)
    return [Owed(s, runs[s.pk], teachers[s.pk], articles.get(s.pk, Parts())) for s in sessions]


def who_hears(owed: Owed, *, now: datetime) -> list[User]:
    """The leads of the function of whoever runs it (else of the teacher); without one the L&D leads."""
    people = [*owed.runs, *owed.teachers]
    day = now.astimezone(ZoneInfo(owed.session.time_zone)).date()
    leads = User.objects.active().filter(
        lead_assignments__in=LeadAssignment.objects.on(day), lead_assignments__function__people__in=people[:1]
    )
    learning_leads = User.objects.active().filter(role_grants__role=Role.LD_LEAD)
    return list(leads.order_by("pk")) or list(learning_leads.order_by("pk"))
