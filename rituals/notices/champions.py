"""What is told to somebody whom colleagues named: how many, never who; sent when the question is over."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.models import ChampionCall

CHAMPION_NAMED = "rituals.champion_named"


def named_key(call: ChampionCall) -> str:
    return f"champion_call:{call.pk}"


def register_kinds() -> None:
    register(
        Kind(
            name=CHAMPION_NAMED,
            label=gettext_lazy("Colleagues named me as the one they ask"),
            default_wanted=True,
            may_wait=True,
            still_valid=_named_reason,
            render=_render_named,
            respects_quiet_hours=True,
        )
    )


def _named_reason(message: Message) -> str:
    call = _call(message)
    if call is None or not call.namings.filter(named=message.recipient).exists():
        return "nobody names the person any more"
    return ""


def _render_named(message: Message) -> Rendered:
    call = ChampionCall.objects.get(pk=message.object_number)
    words = {
        "subject": call.subject,
        "times": call.namings.filter(named=message.recipient).count(),
    }
    opens = button(call.get_absolute_url(), _("See what that means"))
    return render_mail(message, "rituals/champion_named", words | opens)


def _call(message: Message) -> ChampionCall | None:
    return ChampionCall.objects.filter(pk=message.object_number).first()
