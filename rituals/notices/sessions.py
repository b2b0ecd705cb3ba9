"""What is told about sessions by mail: whether it still makes sense right before it is sent, and its words."""

from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import COMES, Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.notices.facts import closed_to
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
    session = Session.objects.filter(pk=message.object_number).first()
    if session is None or session.status != SessionStatus.SCHEDULED:
        return "the session does not take place"
    if message.seq != session.sequence:
        return "the session moved; another reminder says so"
    if not session.rsvps.filter(user=message.recipient, reply__in=COMES).exists():
        return "the person does not come any more"
    return closed_to(message, session)


def _render_reminder(message: Message) -> Rendered:
    session = Session.objects.select_related("ritual").get(pk=message.object_number)
    shortly = message.object_key == reminder_key(session.pk, Moment.SHORTLY_BEFORE)
    return render_mail(message, "rituals/session_reminder", _words(message, session, joins=shortly))


def _place_reason(message: Message) -> str:
    rsvp = RSVP.objects.select_related("session").filter(pk=message.object_number).first()
    if rsvp is None or rsvp.reply != Reply.ACCEPTED or rsvp.session.status != SessionStatus.SCHEDULED:
        return "the place is not theirs any more"
    return closed_to(message, rsvp.session)


def _render_place(message: Message) -> Rendered:
    rsvp = RSVP.objects.select_related("session__ritual").get(pk=message.object_number)
    return render_mail(message, "rituals/place_free", _words(message, rsvp.session, joins=False))


def _words(message: Message, session: Session, *, joins: bool) -> dict[str, object]:
    """Context of a mail about a session: its button joins the meeting, or opens the session's page."""
    path = session.get_absolute_url()
    if joins and message.recipient:
        path = reverse("rituals:join", args=[join_token(session, message.recipient)])
    words: dict[str, object] = {"session": session, "title": session.title_or_ritual, "shortly": joins}
    return words | button(path, _("Join") if joins else _("Open the session"))
