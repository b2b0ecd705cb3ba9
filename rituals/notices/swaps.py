"""What two teachers who swap their dates are told."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.enums import SwapState
from rituals.models import Swap

SWAP_ASKED = "rituals.swap_asked"
SWAP_ANSWERED = "rituals.swap_answered"


def swap_asked_key(swap: Swap) -> str:
    return f"swap:{swap.pk}:asked"


def swap_answered_key(swap: Swap) -> str:
    return f"swap:{swap.pk}:answered"


def register_kinds() -> None:
    register(
        Kind(
            name=SWAP_ASKED,
            label=gettext_lazy("A colleague offers their date for mine"),
            default_wanted=True,
            still_valid=_asked_reason,
            render=_render_asked,
        )
    )
    register(
        Kind(
            name=SWAP_ANSWERED,
            label=gettext_lazy("My offer to swap dates was answered"),
            default_wanted=True,
            still_valid=_answered_reason,
            render=_render_answered,
        )
    )


def _asked_reason(message: Message) -> str:
    asked = Swap.objects.filter(pk=message.object_number, state=SwapState.ASKED).exists()
    return "" if asked else "the offer is answered or withdrawn"


def _answered_reason(message: Message) -> str:
    answered = Swap.objects.filter(pk=message.object_number).exclude(state=SwapState.ASKED).exists()
    return "" if answered else "the offer was withdrawn"


def _render_asked(message: Message) -> Rendered:
    swap = _with_people(message)
    words = _words(swap) | button(swap.wanted.session.get_absolute_url() + "#teaching-panel", _("Answer"))
    return render_mail(message, "rituals/swap_asked", words)


def _render_answered(message: Message) -> Rendered:
    swap = _with_people(message)
    own = swap.offered.session  # after a swap: the new date
    words = _words(swap) | {"accepted": swap.state == SwapState.ACCEPTED, "session": own}
    return render_mail(message, "rituals/swap_answered", words | button(own.get_absolute_url(), _("Open the session")))


def _words(swap: Swap) -> dict[str, object]:
    return {"swap": swap, "offered": swap.offered.session, "wanted": swap.wanted.session}


def _with_people(message: Message) -> Swap:
    people = ("offered__user", "offered__session__ritual", "wanted__user", "wanted__session__ritual")
    return Swap.objects.select_related(*people).get(pk=message.object_number)
