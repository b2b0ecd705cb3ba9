"""What is told about coaching circles: that yours is formed, and when it is your turn to host."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import SessionStatus
from rituals.models import Ritual, Session
from rituals.notices.facts import teaches

CIRCLE_FORMED = "rituals.circle_formed"
CIRCLE_HOST = "rituals.circle_host"


def circle_key(circle: Ritual) -> str:
    return f"ritual:{circle.pk}"


def host_key(session: Session) -> str:
    return f"session:{session.pk}"


def register_kinds() -> None:
    register(
        Kind(
            name=CIRCLE_FORMED,
            label=gettext_lazy("My coaching circle is formed"),
            default_wanted=True,
            still_valid=_circle_reason,
            render=_render_circle,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=CIRCLE_HOST,
            label=gettext_lazy("It is my turn to host my coaching circle"),
            default_wanted=True,
            still_valid=_host_reason,
            render=_render_host,
            respects_quiet_hours=True,
        )
    )


def _circle_reason(message: Message) -> str:
    circle = Ritual.objects.running().filter(pk=message.object_number, members=message.recipient).first()
    return "" if circle else "the person is not in this circle any more"


def _render_circle(message: Message) -> Rendered:
    circle = Ritual.objects.get(pk=message.object_number)
    first = circle.sessions.scheduled().order_by("starts_at").first()
    members = circle.members.filter(is_active=True).order_by("sort_name")
    others = [member for member in members if member.pk != message.recipient_id]
    context = {"circle": circle, "session": first, "members": others}
    opens = button(circle.get_absolute_url(), _("Open your circle"))
    return render_mail(message, "rituals/circle_formed", context | opens)


def _host_reason(message: Message) -> str:
    session = Session.objects.filter(pk=message.object_number, status=SessionStatus.SCHEDULED).first()
    if session is None:
        return "the session does not take place"
    return "" if teaches(message, session) else "somebody else hosts"


def _render_host(message: Message) -> Rendered:
    session = Session.objects.select_related("ritual").get(pk=message.object_number)
    context = {"session": session, "title": str(session.ritual)}
    opens = button(session.get_absolute_url(), _("Open the session"))
    return render_mail(message, "rituals/circle_host", context | opens)
