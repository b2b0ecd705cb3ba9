"""Who came. Somebody is checked in once, by whichever way comes first: the own join link, the code in the room, the
hand of the session's people, a rating, or the meeting tool's list.

The join link is signed for one person and one session and needs no sign-in. It marks attendance, as the code does, only
from 15 minutes before the start until the end; nobody is marked by hand before the start. Who came is working material
for 30 days after the session: later nobody is added to the list, and none of it is taken back.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerlearn.people.models import User
from rituals.enums import CheckIn, SessionStatus
from rituals.models import Attendance, Session
from rituals.models.attendance import DOOR_OPENS
from rituals.selectors.session_page import NAMES_SHOWN_FOR

SALT = "rituals.join"
CODE_SALT = "rituals.door"
CODE_LENGTH = 6
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # nothing that looks like another sign on a wall: no 0 and O, 1 and I, 2 and Z
AT_THE_DOOR = (CheckIn.JOIN_LINK, CheckIn.CODE)


class CheckInClosed(Exception):
    """Attendance cannot be marked now; the message says when it can."""


class WrongCode(Exception):
    """What was typed is not the code of this session; the message says so."""


def check_in(session: Session, *, user: User, how: str, now: datetime) -> Attendance:
    """`user` came to the session; once is enough. Raises CheckInClosed too early, too late, or when cancelled.

    What its people mark by hand may come after the end.
    """
    _refuse_when_closed(session, how, now)
    attendance, _created = Attendance.objects.get_or_create(session=session, user=user, defaults={"how": how})
    return attendance


def check_in_by_code(session: Session, *, user: User, code: str, now: datetime) -> Attendance:
    """`user` reads the code in the room. Raises WrongCode or CheckInClosed."""
    typed = "".join(code.split()).upper()
    if not constant_time_compare(typed, door_code(session)):
        raise WrongCode(_("This is not the code of this session. It has six letters and digits."))
    return check_in(session, user=user, how=CheckIn.CODE, now=now)


def mark_attendances(session: Session, *, people: Iterable[User], now: datetime) -> int:
    """The session's people saw that `people` came; returns how many were not known to. Raises CheckInClosed."""
    _refuse_when_closed(session, CheckIn.MARKED, now)
    known = set(session.attendances.values_list("user_id", flat=True))
    missing = {person.pk: person for person in people if person.pk not in known}.values()
    marks = [Attendance(session=session, user=person, how=CheckIn.MARKED) for person in missing]
    Attendance.objects.bulk_create(marks, ignore_conflicts=True)
    return len(marks)


def take_back_mark(session: Session, *, user_id: int, now: datetime) -> bool:
    """A mark by hand was a mistake; what people or the meeting tool said themselves stays. Returns whether it was.

    Raises CheckInClosed 30 days after the session.
    """
    refuse_when_long_over(session, now)
    deleted, _rows = session.attendances.filter(user_id=user_id, how=CheckIn.MARKED).delete()
    return bool(deleted)


def refuse_when_long_over(session: Session, now: datetime) -> None:
    """Raise CheckInClosed once who came is nobody's working material any more."""
    if now >= session.ends_at + NAMES_SHOWN_FOR:
        words = ngettext(
            "Who came is noted within %(days)d day after the session.",
            "Who came is noted within %(days)d days after the session.",
            NAMES_SHOWN_FOR.days,
        )
        raise CheckInClosed(words % {"days": NAMES_SHOWN_FOR.days})


def door_code(session: Session) -> str:
    """The six signs that hang in the room: the same for everybody, and not to be guessed from another session's."""
    digest = salted_hmac(CODE_SALT, str(session.pk), algorithm="sha256").digest()
    number = int.from_bytes(digest)
    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(CODE_LENGTH))


def join_token(session: Session, user: User) -> str:
    """The secret part of the person's own join link."""
    return signing.dumps([session.pk, user.pk], salt=SALT)


def read_join_token(token: str) -> tuple[Session, User]:
    """The session and the person a join link was made for.

    Raises signing.BadSignature when it is forged, and when the person has left or may not see the session any more.
    """
    session_id, user_id = signing.loads(token, salt=SALT)
    user = User.objects.active().filter(pk=user_id).first()
    session = user and Session.objects.visible_to(user).filter(pk=session_id).first()
    if not (user and session):
        raise signing.BadSignature("no such session for this person")
    return session, user


def _refuse_when_closed(session: Session, how: str, now: datetime) -> None:
    if session.status == SessionStatus.CANCELLED:
        raise CheckInClosed(_("This session was cancelled."))
    if how in AT_THE_DOOR and now < session.starts_at - DOOR_OPENS:
        raise CheckInClosed(_("The door opens 15 minutes before the start."))
    if how in AT_THE_DOOR and now > session.ends_at:
        raise CheckInClosed(_("This session is over."))
    refuse_when_long_over(session, now)
    if session.status == SessionStatus.DRAFT or (how not in AT_THE_DOOR and now < session.starts_at):
        raise CheckInClosed(_("This session has not begun yet."))
