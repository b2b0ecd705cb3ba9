"""What is told to people who asked to learn something: a session is planned, it is captured, or it falls through."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import SessionStatus
from rituals.models import Session, TopicRequest
from rituals.notices.facts import closed_to, teachers_in_words

REQUEST_SCHEDULED = "rituals.request_scheduled"
REQUEST_CAPTURED = "rituals.request_captured"
REQUEST_REOPENED = "rituals.request_reopened"


def request_key(request_id: int, session_id: int) -> str:
    return f"request:{request_id}:{session_id}"


def answer_path(request: TopicRequest) -> str:
    """The address that opens the capture at the place which answers; the session must be captured."""
    path = reverse("knowledge:of_session", args=[request.session_id])
    second = request.answered_at_second
    return path if second is None else f"{path}?t={second}"


def register_kinds() -> None:
    register(
        Kind(
            name=REQUEST_SCHEDULED,
            label=gettext_lazy("A session is planned for something I want to learn"),
            default_wanted=True,
            may_wait=True,
            still_valid=_scheduled_reason,
            render=_render_scheduled,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=REQUEST_CAPTURED,
            label=gettext_lazy("What I want to learn was taught and can be read and heard"),
            default_wanted=True,
            may_wait=True,
            still_valid=_captured_reason,
            render=_render_captured,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=REQUEST_REOPENED,
            label=gettext_lazy("The session for something I want to learn does not take place"),
            default_wanted=True,
            still_valid=_reopened_reason,
            render=_render_reopened,
            respects_quiet_hours=True,
        )
    )


def _scheduled_reason(message: Message) -> str:
    session = _answering_session(message)
    if session is None or session.status != SessionStatus.SCHEDULED:
        return "the session does not answer it any more"
    return closed_to(message, session)


def _captured_reason(message: Message) -> str:
    session = _answering_session(message)
    if session is None or session.captured_at is None:
        return "there is no capture that answers it"
    return closed_to(message, session)


def _reopened_reason(message: Message) -> str:
    request_id, _session_id = _numbers(message)
    if TopicRequest.objects.open().filter(pk=request_id).exists():
        return ""
    return "the request is not open any more"


def _answering_session(message: Message) -> Session | None:
    request_id, session_id = _numbers(message)
    return Session.objects.filter(pk=session_id, answered_requests=request_id).first()


def _render_scheduled(message: Message) -> Rendered:
    words = _words(message)
    opens = button(words["session"].get_absolute_url(), _("See the date"))
    return render_mail(message, "rituals/request_scheduled", words | opens)


def _render_captured(message: Message) -> Rendered:
    words = _words(message)
    opens = button(answer_path(words["request"]), _("Open the answer"))
    return render_mail(message, "rituals/request_captured", words | opens)


def _render_reopened(message: Message) -> Rendered:
    words = _words(message)
    opens = button(words["request"].get_absolute_url(), _("See the request"))
    return render_mail(message, "rituals/request_reopened", words | opens)


def _words(message: Message) -> dict[str, Any]:
    request_id, session_id = _numbers(message)
    session = Session.objects.select_related("ritual").get(pk=session_id)
    return {
        "request": TopicRequest.objects.get(pk=request_id),
        "session": session,
        "title": session.title_or_ritual,
        "teachers": teachers_in_words(session),
    }


def _numbers(message: Message) -> tuple[int, int]:
    """The ids of the request and of the session."""
    _kind, request_id, session_id = message.object_key.split(":")
    return int(request_id), int(session_id)
