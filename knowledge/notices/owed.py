"""What is told about captures that are owed: whether something is still missing right before, and the words."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.selectors.owed import Owed, owed_by, who_hears
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import CapturePolicy, SessionStatus
from rituals.models import Session

RECORDING_MISSING = "knowledge.recording_missing"
OWN_PART = "knowledge.own_part"
CAPTURE_LATE = "knowledge.capture_late"


def owed_key(session_id: int, moment: str) -> str:
    return f"session:{session_id}:{moment}"


def register_kinds() -> None:
    register(
        Kind(
            name=RECORDING_MISSING,
            label=gettext_lazy("The recording of a session I run is missing, the morning after"),
            default_wanted=True,
            still_valid=_recording_reason,
            render=_render_recording,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=OWN_PART,
            label=gettext_lazy("My part of a capture is missing, after two and after six days"),
            default_wanted=True,
            may_wait=True,
            still_valid=_part_reason,
            render=_render_part,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=CAPTURE_LATE,
            label=gettext_lazy("A session of my function has no capture after seven days"),
            default_wanted=True,
            may_wait=True,
            still_valid=_late_reason,
            render=_render_late,
            respects_quiet_hours=True,
        )
    )


def _recording_reason(message: Message) -> str:
    owed = _owed(message)
    if owed is None or not owed.without_recording:
        return "the recording is there, or not needed any more"
    return "" if message.recipient in owed.runs else "somebody else runs the ritual now"


def _render_recording(message: Message) -> Rendered:
    owed = _found(message)
    return render_mail(message, "knowledge/recording_missing", _words(owed) | _adds(owed, _("Add the recording")))


def _part_reason(message: Message) -> str:
    owed = _owed(message)
    return "" if owed and owed.parts_of(message.recipient) else "nothing of this person is missing any more"


def _render_part(message: Message) -> Rendered:
    owed = _found(message)
    parts = get_text_list(owed.parts_of(message.recipient), _("and"))
    return render_mail(message, "knowledge/own_part", _words(owed) | _adds(owed, _("Add it")) | {"parts": parts})


def _late_reason(message: Message) -> str:
    owed = _owed(message)
    if owed is None:
        return "the capture is there, or not needed any more"
    return "" if message.recipient in who_hears(owed, now=timezone.now()) else "somebody else leads now"


def _render_late(message: Message) -> Rendered:
    owed = _found(message)
    people = get_text_list([person.name for person in owed.runs or owed.teachers], _("and"))
    opens = button(owed.session.get_absolute_url(), _("Open the session"))
    return render_mail(message, "knowledge/capture_late", _words(owed) | opens | {"people": people})


def _words(owed: Owed) -> dict[str, object]:
    return {"session": owed.session, "title": owed.session.title_or_ritual}


def _adds(owed: Owed, label: str) -> dict[str, object]:
    return button(reverse("knowledge:capture", args=[owed.session.pk]), label)


def _owed(message: Message) -> Owed | None:
    """What the session owes now, None when it owes nothing (any more)."""
    held = Session.objects.filter(pk=message.object_number, status=SessionStatus.HELD, captured_at=None)
    owing = held.exclude(capture_policy=CapturePolicy.NONE).select_related("ritual")
    return next(iter(owed_by(owing, now=timezone.now())), None)


def _found(message: Message) -> Owed:
    owed = _owed(message)
    if owed is None:
        raise LookupError(message.object_key)
    return owed
