"""The link in an invitation under which its reader replies without sign-in.

It is signed for one person and one session or ritual, and does nothing but change that person's own reply.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from peerlearn.people.models import User
from rituals.models import Ritual, Session

SALT = "rituals.reply"


@dataclass(frozen=True)
class Invited:
    """Somebody, and the session or the whole ritual that they are invited to; `slot` when they booked one there."""

    user: User
    session: Session | None = None
    ritual: Ritual | None = None
    slot: bool = False


def reply_url(user: User, *, session: Session | None = None, ritual: Ritual | None = None) -> str:
    """The whole address of the person's own reply page, ready for a mail."""
    kind, subject = ("session", session) if session else ("ritual", ritual)
    token = signing.dumps([kind, subject.pk if subject else 0, user.pk], salt=SALT)
    return settings.BASE_URL + reverse("rituals:reply", args=[token])


def read_reply_token(token: str) -> Invited:
    """Whom and what a reply link was made for.

    Raises signing.BadSignature when it is forged, and when the person has left or may not see the thing any more.
    """
    kind, number, user_id = signing.loads(token, salt=SALT)
    user = User.objects.active().filter(pk=user_id).first()
    found = user and invited_to(user, kind, number)
    if not found:
        raise signing.BadSignature("nothing to reply to for this person")
    return found


def reply_to(invited: Invited) -> str:
    """What the person replied so far; "" when they did not."""
    replies = (invited.session.rsvps if invited.session else invited.ritual and invited.ritual.series_replies) or None
    found = replies.filter(user=invited.user).first() if replies else None
    return found.reply if found else ""


def invited_to(user: User, kind: str, number: int) -> Invited | None:
    """The session or ritual of that number, if the person may see it."""
    if kind == "session":
        session = Session.objects.visible_to(user).select_related("ritual").filter(pk=number).first()
        return Invited(user, session=session) if session else None
    ritual = Ritual.objects.visible_to(user).filter(pk=number).first()
    return Invited(user, ritual=ritual) if ritual else None
