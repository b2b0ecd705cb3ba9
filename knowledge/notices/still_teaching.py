"""What somebody taught is still used: a line a week while it is, with counts and no names."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.selectors.reuse import Week, weeks_of_teachers
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

STILL_TEACHING = "knowledge.still_teaching"


def week_key(teacher_id: int, monday: date) -> str:
    """Told once for each week."""
    return f"teacher:{teacher_id}:{monday}"


def register_kinds() -> None:
    register(
        Kind(
            name=STILL_TEACHING,
            label=gettext_lazy("How many people learned last week from what I taught"),
            default_wanted=True,
            may_wait=True,
            waits_by_default=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    return "" if _week(message) else "nobody used it in that week, or it is gone"


def _render(message: Message) -> Rendered:
    week = _week(message)
    if week is None:
        raise LookupError(message.object_key)
    place = reverse("people:profile", args=[message.object_number])
    opens = button(f"{place}#still-teaching", _("See what it did"))
    return render_mail(message, "knowledge/still_teaching", {"week": week, "monday": _monday(message)} | opens)


def _week(message: Message) -> Week | None:
    teacher = message.recipient
    return weeks_of_teachers(_monday(message), only=teacher).get(teacher.pk) if teacher else None


def _monday(message: Message) -> date:
    return date.fromisoformat(message.object_key.split(":")[2])
