"""What is told to the expert about a slot of office hours; who booked it has it in their calendar."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import SessionStatus
from rituals.models import Booking, Session

SLOT_BOOKED = "rituals.slot_booked"
SLOT_FREED = "rituals.slot_freed"


def booking_key(booking: Booking) -> str:
    """The session and the slot stand in the key: a freed slot has no row any more when it is told."""
    return f"session:{booking.session_id}:{booking.starts_at:%Y%m%dT%H%M}:{booking.user_id}"


def register_kinds() -> None:
    register(
        Kind(
            name=SLOT_BOOKED,
            label=gettext_lazy("Somebody booked a slot of my office hours"),
            default_wanted=True,
            still_valid=_booked_reason,
            render=_render_booked,
        )
    )
    register(
        Kind(
            name=SLOT_FREED,
            label=gettext_lazy("Somebody gave a slot of my office hours back"),
            default_wanted=True,
            still_valid=_freed_reason,
            render=_render_freed,
        )
    )


def _booking(message: Message) -> Booking | None:
    _session, pk, start, user_id = message.object_key.split(":")
    found = Booking.objects.filter(session_id=pk, user_id=user_id).select_related("user", "session__ritual").first()
    return found if found and f"{found.starts_at:%Y%m%dT%H%M}" == start else None


def _booked_reason(message: Message) -> str:
    booking = _booking(message)
    if booking is None or booking.session.status != SessionStatus.SCHEDULED:
        return "the slot is booked no more"
    return ""


def _freed_reason(message: Message) -> str:
    return "it is booked again" if _booking(message) else ""


def _render_booked(message: Message) -> Rendered:
    booking = _booking(message)
    if booking is None:
        raise LookupError(f"{message} is about a slot that is booked no more")
    return render_mail(message, "rituals/slot_booked", {"booking": booking} | _about(booking.session))


def _render_freed(message: Message) -> Rendered:
    session = Session.objects.select_related("ritual").get(pk=message.object_number)
    return render_mail(message, "rituals/slot_freed", _about(session))


def _about(session: Session) -> dict[str, object]:
    words: dict[str, object] = {"session": session, "title": str(session.ritual or session)}
    return words | button(session.get_absolute_url(), _("Open the office hours"))
