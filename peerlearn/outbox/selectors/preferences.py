"""Who wants to hear what, how and when: a person's own choice, else the default."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import Way
from peerlearn.outbox.kinds import Kind
from peerlearn.outbox.models import Preference, ReadingHours
from peerlearn.outbox.timing import timing
from peerlearn.people.models import User

GROUPS: dict[str, str | Promise] = {
    "rituals": _("Rituals"),
    "knowledge": _("Knowledge"),
    "recognition": _("Recognition"),
}
OTHERS = _("Everything else")


@dataclass(frozen=True)
class Choice:
    """One line of the preferences page; `ways` are those this kind of message knows."""

    kind: str
    label: str
    way: Way
    ways: tuple[Way, ...]


def way_of(user: User, kind: Kind) -> Way:
    """How this person wants to hear this kind of message. What cannot wait comes at once instead of in the digest."""
    chosen = Preference.objects.filter(user=user, kind=kind.name).first()
    return _way(kind, chosen)


def wants(user: User, kind: str) -> bool:
    """Whether this person wants this kind of message. Raises kinds.UnknownKind when nobody registered it."""
    return way_of(user, kinds.get(kind)) != Way.NEVER


def choices_of(user: User) -> list[Choice]:
    """Every kind with what holds for this person, by label."""
    chosen = {choice.kind: choice for choice in Preference.objects.filter(user=user)}
    choices = [
        Choice(kind.name, str(kind.label), _way(kind, chosen.get(kind.name)), _ways(kind)) for kind in kinds.to_choose()
    ]
    return sorted(choices, key=lambda choice: choice.label)


def grouped(choices: list[Choice]) -> list[tuple[str, list[Choice]]]:
    """The choices under the part of the product they come from, in its order."""
    found = defaultdict(list)
    for choice in choices:
        found[choice.kind.partition(".")[0] if choice.kind.partition(".")[0] in GROUPS else ""].append(choice)
    titles = {**GROUPS, "": OTHERS}
    return [(str(title), found[name]) for name, title in titles.items() if found[name]]


def hours_of(user: User) -> ReadingHours:
    """When this person wants to be left alone; unsaved and with the usual hours when they never chose."""
    times = timing()
    chosen: ReadingHours | None = getattr(user, "reading_hours", None)
    return chosen or ReadingHours(user=user, quiet_from=times.quiet_from, quiet_until=times.quiet_until)


def quiet_hours_of(user: User) -> tuple[time, time]:
    hours = hours_of(user)
    return hours.quiet_from, hours.quiet_until


def _way(kind: Kind, chosen: Preference | None) -> Way:
    if chosen is None:
        usual = Way.DIGEST if kind.may_wait and kind.waits_by_default else Way.AT_ONCE
        return usual if kind.default_wanted else Way.NEVER
    return chosen.way if chosen.way in _ways(kind) else Way.AT_ONCE


def _ways(kind: Kind) -> tuple[Way, ...]:
    return (Way.AT_ONCE, Way.DIGEST, Way.NEVER) if kind.may_wait else (Way.AT_ONCE, Way.NEVER)
