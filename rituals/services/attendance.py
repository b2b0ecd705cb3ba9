"""Who came. The join link is signed for one person and one session, needs no sign-in, and marks attendance only from
15 minutes before the start until the end."""

from datetime import datetime

from django.core import signing
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import CheckIn, SessionStatus
from rituals.models import Attendance, Session
from rituals.models.attendance import DOOR_OPENS

SALT = "rituals.join"


class CheckInClosed(Exception):
    """Attendance cannot be marked now; the message says when it can."""


def check_in(session: Session, *, user: User, how: str, now: datetime) -> Attendance:
    """`user` came to the session; once is enough. Raises CheckInClosed too early, too late, or when cancelled.

    What its people mark by hand may come after the end.
    """
    if session.status == SessionStatus.CANCELLED:
        raise CheckInClosed(_("This session was cancelled."))
    if now < session.starts_at - DOOR_OPENS:
        raise CheckInClosed(_("The door opens 15 minutes before the start."))
    if how == CheckIn.JOIN_LINK and now > session.ends_at:
        raise CheckInClosed(_("This session is over."))
    attendance, _created = Attendance.objects.get_or_create(session=session, user=user, defaults={"how": how})
    return attendance


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
