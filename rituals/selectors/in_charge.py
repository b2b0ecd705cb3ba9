"""Who runs a ritual on a day: its facilitators, each replaced by a substitute while away."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from peerlearn.people.models import User
from rituals.models import Facilitation, Session, Substitution


def in_charge(session: Session, moment: datetime) -> list[User]:
    """The active people who run the session's ritual at `moment`."""
    return in_charge_of([session], {session.pk: moment})[session.pk]


def in_charge_of(sessions: Iterable[Session], moments: dict[int, datetime]) -> dict[int, list[User]]:
    """The same for many sessions, each at its own moment, in two queries."""
    sessions = list(sessions)
    rituals = {session.ritual_id for session in sessions if session.ritual_id}
    facilitations = defaultdict(list)
    for facilitation in Facilitation.objects.filter(ritual__in=rituals).select_related("user").order_by("pk"):
        facilitations[facilitation.ritual_id].append(facilitation.user)
    away = defaultdict(list)
    for substitution in Substitution.objects.filter(ritual__in=rituals).select_related("substitute").order_by("pk"):
        away[substitution.ritual_id].append(substitution)
    found: dict[int, list[User]] = {}
    for session in sessions:
        ritual_id = session.ritual_id or 0
        day = moments[session.pk].astimezone(ZoneInfo(session.time_zone)).date()
        people = [_stand_in(user, away[ritual_id], day) for user in facilitations[ritual_id]]
        found[session.pk] = [person for person in dict.fromkeys(people) if person.is_active]
    return found


def _stand_in(user: User, substitutions: list[Substitution], day: date) -> User:
    for substitution in substitutions:
        if substitution.user_id == user.pk and substitution.first_day <= day <= substitution.last_day:
            return substitution.substitute
    return user
