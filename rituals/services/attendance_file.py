"""Attendance from a meeting tool's list: first shown, then kept. Nothing of people who do not work here is stored.

People are found by their address, else by a name that only one of them has. Who was there for less than five minutes
does not count as having come. Keeping the same list twice changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.attendance_files import Participant
from rituals.enums import CheckIn, SessionStatus
from rituals.models import Attendance, Session
from rituals.services.attendance import CheckInClosed, refuse_when_long_over
from rituals.signals import announce, session_changed

SALT = "rituals.attendance_file"
VALID_SECONDS = 3600
AT_LEAST_SECONDS = 5 * 60


@dataclass(frozen=True)
class Preview:
    """What keeping a list would do: who is found with their minutes, who stayed too shortly, and who is unknown."""

    found: tuple[tuple[User, int], ...]
    too_short: tuple[Participant, ...]
    unknown: tuple[Participant, ...]

    @property
    def minutes(self) -> dict[int, int]:
        return {user.pk: minutes for user, minutes in self.found}


def preview_list(people: Iterable[Participant]) -> Preview:
    """Match the people of a list with colleagues; stores nothing."""
    people = list(people)
    match = _Matcher(people)
    seconds: dict[User, int] = defaultdict(int)
    unknown: list[Participant] = []
    first_seen: dict[User, Participant] = {}
    for person in people:
        user = match.user_of(person)
        if user is None:
            unknown.append(person)
            continue
        seconds[user] += person.seconds
        first_seen.setdefault(user, person)
    return Preview(
        found=tuple((user, round(total / 60)) for user, total in seconds.items() if total >= AT_LEAST_SECONDS),
        too_short=tuple(first_seen[user] for user, total in seconds.items() if total < AT_LEAST_SECONDS),
        unknown=tuple(unknown),
    )


def preview_token(session: Session, preview: Preview) -> str:
    """What was shown, sealed for the button that keeps it: people's ids and minutes, no names."""
    return signing.dumps([session.pk, list(preview.minutes.items())], salt=SALT, compress=True)


def read_preview_token(session: Session, token: str) -> dict[int, int]:
    """The minutes by person's id. Raises signing.BadSignature for another session's, a forged or an hour-old one."""
    session_id, minutes = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    if session_id != session.pk:
        raise signing.BadSignature("sealed for another session")
    return dict(minutes)


@transaction.atomic
def keep_list(session: Session, *, minutes: Mapping[int, int], now: datetime) -> int:
    """These people came, for so many minutes; returns how many were not known to. Raises CheckInClosed."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status == SessionStatus.CANCELLED or locked.starts_at > now:
        raise CheckInClosed(_("Only a session that has begun can have people who came."))
    refuse_when_long_over(locked, now)
    known = {attendance.user_id: attendance for attendance in locked.attendances.filter(user__in=minutes)}
    changed = [row for row in known.values() if row.minutes != minutes[row.user_id]]
    for row in changed:
        row.minutes = minutes[row.user_id]
    Attendance.objects.bulk_update(changed, ["minutes"])
    new = [
        Attendance(session=locked, user_id=user_id, how=CheckIn.MEETING_FILE, minutes=length)
        for user_id, length in minutes.items()
        if user_id not in known
    ]
    Attendance.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        announce(session_changed, locked.pk)
    return len(new)


class _Matcher:
    """Colleagues by address and by name, asked for once."""

    def __init__(self, people: list[Participant]) -> None:
        self._by_address: dict[str, User] = {}
        self._by_name: dict[str, list[User]] = defaultdict(list)
        wanted = {address for person in people for address in person.addresses}
        names = {name for person in people for name in _names(person)}
        for user in User.objects.active().order_by("sort_name", "pk"):
            if user.email.lower() in wanted:
                self._by_address[user.email.lower()] = user
            if user.name.casefold() in names:
                self._by_name[user.name.casefold()].append(user)

    def user_of(self, person: Participant) -> User | None:
        for address in person.addresses:
            if address in self._by_address:
                return self._by_address[address]
        for name in _names(person):
            if len(self._by_name[name]) == 1:
                return self._by_name[name][0]
        return None


def _names(person: Participant) -> tuple[str, ...]:
    """Zoom writes "Ana (Ana Almeida)" for somebody who renamed themselves: both count."""
    shown, _bracket, original = person.name.removesuffix(")").partition(" (")
    return tuple(name.strip().casefold() for name in (original, shown) if name.strip())
