"""What is told about sessions by mail: whether it still makes sense right before it is sent, and its words."""

from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import render_mail
from rituals.enums import COMES, Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.services.attendance import join_token

SESSION_REMINDER = "rituals.session_reminder"
PLACE_FREE = "rituals.place_free"


class Moment(StrEnum):
    """Which of the two reminders; part of the key under which the outbox keeps it."""

    DAY_BEFORE = "day-before"
    SHORTLY_BEFORE = "shortly-before"


def reminder_key(session_id: int, moment: Moment) -> str:
    return f"session:{session_id}:{moment}"


def place_key(rsvp: RSVP) -> str:
    """One for each time somebody was given a place."""
    return f"rsvp:{rsvp.pk}:{rsvp.replied_at:%Y%m%dT%H%M%S}"


def register_kinds() -> None:
    register(
        Kind(
            name=SESSION_REMINDER,
            label=gettext_lazy("A reminder of sessions I said I would come to, the day before and 15 minutes before"),
            default_wanted=False,
            still_valid=_reminder_reason,
            render=_render_reminder,
        )
    )
    register(
        Kind(
            name=PLACE_FREE,
            label=gettext_lazy("A place became free in a session I was waiting for"),
            default_wanted=True,
            still_valid=_place_reason,
            render=_render_place,
        )
    )


def _reminder_reason(message: Message) -> str:
    session = Session.objects.filter(pk=_key_parts(message)[1]).first()
    if session is None or session.status != SessionStatus.SCHEDULED:
        return "the session does not take place"
    if message.seq != session.sequence:
        return "the session moved; another reminder says so"
    if not session.rsvps.filter(user=message.recipient, reply__in=COMES).exists():
        return "the person does not come any more"
    return _closed_to(message, session)


def _render_reminder(message: Message) -> Rendered:
    _kind, session_id, moment = _key_parts(message)
    session = Session.objects.select_related("ritual").get(pk=session_id)
    shortly = moment == Moment.SHORTLY_BEFORE
    return render_mail(message, "rituals/session_reminder", _words(message, session, joins=shortly))


def _place_reason(message: Message) -> str:
    rsvp = RSVP.objects.select_related("session").filter(pk=_key_parts(message)[1]).first()
    if rsvp is None or rsvp.reply != Reply.ACCEPTED or rsvp.session.status != SessionStatus.SCHEDULED:
        return "the place is not theirs any more"
    return _closed_to(message, rsvp.session)


def _closed_to(message: Message, session: Session) -> str:
    """A circle closes to whoever left it, in mails too."""
    person = message.recipient
    if person and Session.objects.visible_to(person).filter(pk=session.pk).exists():
        return ""
    return "the person may not see the session any more"


def _render_place(message: Message) -> Rendered:
    rsvp = RSVP.objects.select_related("session__ritual").get(pk=_key_parts(message)[1])
    return render_mail(message, "rituals/place_free", _words(message, rsvp.session, joins=False))


def _words(message: Message, session: Session, *, joins: bool) -> dict[str, object]:
    """Context of a mail about a session: its button joins the meeting, or opens the session's page."""
    path = session.get_absolute_url()
    if joins and message.recipient:
        path = reverse("rituals:join", args=[join_token(session, message.recipient)])
    return {
        "session": session,
        "title": session.title or str(session.ritual or _("Session")),
        "shortly": joins,
        "button_url": settings.BASE_URL + path,
        "button_label": _("Join") if joins else _("Open the session"),
    }


def _key_parts(message: Message) -> tuple[str, int, str]:
    kind, number, rest = message.object_key.split(":")
    return kind, int(number), rest
