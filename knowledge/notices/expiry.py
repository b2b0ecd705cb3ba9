"""A provider is about to delete a recording: whether it still is right before, and the words."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Recording
from knowledge.providers import provider_of
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

RECORDING_EXPIRES = "knowledge.recording_expires"


def expiry_key(recording: Recording) -> str:
    """Another day is another question."""
    return f"recording:{recording.pk}:{recording.expires_on}"


def register_kinds() -> None:
    register(
        Kind(
            name=RECORDING_EXPIRES,
            label=gettext_lazy("A recording that I linked will be deleted by its provider in two weeks"),
            default_wanted=True,
            still_valid=_reason,
            render=_render,
            respects_quiet_hours=True,
        )
    )


def _reason(message: Message) -> str:
    recording = _recording(message)
    if recording is None or not recording.url or expiry_key(recording) != message.object_key:
        return "the recording is gone, kept here or deleted on another day"
    over = recording.expires_on is None or recording.expires_on < timezone.localdate()
    return "the recording is deleted already" if over else ""


def _render(message: Message) -> Rendered:
    recording = _recording(message)
    if recording is None:
        raise LookupError(message.object_key)
    article, provider = recording.article, provider_of(recording.url)
    words = {"title": article.title, "day": recording.expires_on, "provider": provider.name if provider else ""}
    address = (
        reverse("knowledge:capture", args=[article.session_id]) if article.session_id else article.get_absolute_url()
    )
    return render_mail(message, "knowledge/recording_expires", words | button(address, _("Keep the recording")))


def _recording(message: Message) -> Recording | None:
    return Recording.objects.select_related("article").filter(pk=message.object_number).first()
