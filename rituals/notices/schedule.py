"""What the people of a session are told around its date: each text asks for one thing.

A message belongs to one start of its session: when that moves, what waits is not sent any more and another is drafted.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import Audience, CapturePolicy, SessionStatus, TeachingState
from rituals.models import Session
from rituals.notices.facts import teachers_in_words, teaches
from rituals.selectors.in_charge import in_charge

SLOT_EMPTY = "rituals.slot_empty"
TEACHER_PREP = "rituals.teacher_prep"
SESSION_SOON = "rituals.session_soon"
TOOK_PLACE = "rituals.took_place"

Reason = Callable[[Session, Message], str]


def schedule_key(session: Session) -> str:
    """The session and its start, since whatever is told before a move is told anew after it."""
    return f"session:{session.pk}:{session.starts_at:%Y%m%dT%H%M%S}"


def register_kinds() -> None:
    register(
        Kind(
            name=SLOT_EMPTY,
            label=gettext_lazy("A slot of my ritual has no teacher, ten days before"),
            default_wanted=True,
            may_wait=True,
            still_valid=_while_ahead(_slot_reason),
            render=_render_slot,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=TEACHER_PREP,
            label=gettext_lazy("I teach in three days: the run sheet"),
            default_wanted=True,
            still_valid=_while_ahead(_prep_reason),
            render=_render_prep,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=TOOK_PLACE,
            label=gettext_lazy("Did my session take place, and what can people copy?"),
            default_wanted=True,
            still_valid=_while_there(_took_place_reason),
            render=_render_took_place,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=SESSION_SOON,
            label=gettext_lazy("A session begins in 15 minutes"),
            default_wanted=True,
            still_valid=_while_ahead(_soon_reason),
            render=_render_soon,
            posted=True,
        )
    )


def _slot_reason(session: Session, message: Message) -> str:
    if session.teachings.filter(state=TeachingState.ACCEPTED).exists():
        return "somebody teaches now"
    return "" if message.recipient in in_charge(session, message.due_at) else "somebody else runs the ritual now"


def _render_slot(message: Message) -> Rendered:
    session = _session(message)
    opens = button((session.ritual or session).get_absolute_url(), _("Find somebody"))
    return render_mail(message, "rituals/slot_empty", _words(session) | opens)


def _prep_reason(session: Session, message: Message) -> str:
    return "" if teaches(message, session) else "the person does not teach any more"


def _render_prep(message: Message) -> Rendered:
    session = _session(message)
    opens = button(session.get_absolute_url(), _("Prepare your session"))
    return render_mail(message, "rituals/teacher_prep", _words(session) | opens)


def _took_place_reason(session: Session, message: Message) -> str:
    if not (teaches(message, session) or message.recipient in in_charge(session, message.due_at)):
        return "the session is somebody else's now"
    return "" if _asks(session) else "there is nothing left to ask"


def _asks(session: Session) -> bool:
    """Whether it took place is open, or what it left behind."""
    if session.status == SessionStatus.SCHEDULED:
        return True
    owes = session.capture_policy != CapturePolicy.NONE and session.captured_at is None
    return session.status == SessionStatus.HELD and owes


def _render_took_place(message: Message) -> Rendered:
    session = _session(message)
    settled = session.status == SessionStatus.HELD
    opens = button(session.get_absolute_url() + "#held-panel", _("Answer"))
    if settled:
        opens = button(reverse("knowledge:capture", args=[session.pk]), _("Add what people can copy"))
    words = _words(session) | {"settled": settled, "owes": session.capture_policy != CapturePolicy.NONE}
    return render_mail(message, "rituals/took_place", words | opens)


def _soon_reason(session: Session, message: Message) -> str:
    if session.audience == Audience.MEMBERS or session.ritual is None:
        return "the session is for its members only"
    return "" if session.ritual.channel_id == message.webhook_id else "the ritual posts elsewhere now"


def _render_soon(message: Message) -> Rendered:
    """Times carry their zone: whoever reads the channel may be anywhere."""
    session = _session(message)
    begins = f"{date_format(localtime(session.starts_at, ZoneInfo(session.time_zone)), 'H:i')} ({session.time_zone})"
    lines = [
        _("In 15 minutes: %(title)s") % {"title": session.title_or_ritual},
        teachers_in_words(session),
        " · ".join(part for part in (begins, session.place) if part),
    ]
    text = "\n".join(line for line in lines if line)
    link = settings.BASE_URL + session.get_absolute_url()
    return Rendered(lines[0], text, link=link, link_label=_("Open the session"))


def _while_there(reason: Reason) -> Callable[[Message], str]:
    """`reason` for a session that still is where it was when the message was drafted."""

    def checked(message: Message) -> str:
        session = Session.objects.select_related("ritual").filter(pk=message.object_number).first()
        if session is None or message.object_key != schedule_key(session):
            return "the session moved or is gone"
        return reason(session, message)

    return checked


def _while_ahead(reason: Reason) -> Callable[[Message], str]:
    """The same, and it is still meant to take place."""

    def scheduled(session: Session, message: Message) -> str:
        on = session.status == SessionStatus.SCHEDULED
        return reason(session, message) if on else "the session does not take place"

    return _while_there(scheduled)


def _session(message: Message) -> Session:
    return Session.objects.select_related("ritual").get(pk=message.object_number)


def _words(session: Session) -> dict[str, object]:
    return {"session": session, "title": session.title_or_ritual}
