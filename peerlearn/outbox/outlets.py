"""The outlets of one sweep: one for each channel, made when first needed."""

from typing import Self

from django.conf import settings

from peerlearn.outbox.enums import POSTS
from peerlearn.outbox.mail import SmtpOutlet
from peerlearn.outbox.mail_provider import ProviderOutlet
from peerlearn.outbox.outlet import Outlet
from peerlearn.outbox.posts import PostOutlet


class Outlets:
    """Hands out the outlet of a channel and closes all of them at the end."""

    def __init__(self) -> None:
        self._made: dict[str, Outlet] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for outlet in self._made.values():
            outlet.close()

    def to(self, channel: str) -> Outlet:
        """The outlet of a channel, the same one for the whole sweep."""
        if channel not in self._made:
            self._made[channel] = PostOutlet() if channel in POSTS else _mail_outlet()
        return self._made[channel]


def _mail_outlet() -> Outlet:
    """The provider an operator named, else SMTP."""
    return ProviderOutlet() if settings.EMAIL_PROVIDER_URL else SmtpOutlet()
