"""Who wants to hear what: a person's own choice, else the default of the kind."""

from dataclasses import dataclass

from peerlearn.outbox import kinds
from peerlearn.outbox.models import Preference
from peerlearn.people.models import User


@dataclass(frozen=True)
class Choice:
    """One line of the preferences page."""

    kind: str
    label: str
    wanted: bool


def wants(user: User, kind: str) -> bool:
    """Whether this person wants this kind of message. Raises kinds.UnknownKind when nobody chose or registered it."""
    chosen = Preference.objects.filter(user=user, kind=kind).values_list("wanted", flat=True).first()
    return kinds.get(kind).default_wanted if chosen is None else chosen


def choices_of(user: User) -> list[Choice]:
    """Every kind with what holds for this person, by label."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "wanted"))
    choices = [
        Choice(kind.name, str(kind.label), chosen.get(kind.name, kind.default_wanted)) for kind in kinds.to_choose()
    ]
    return sorted(choices, key=lambda choice: choice.label)
