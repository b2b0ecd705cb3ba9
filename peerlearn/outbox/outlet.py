"""What a way out of the product has to offer, and the three things that may go wrong on it."""

from datetime import timedelta
from typing import Protocol

from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Message


class Unreachable(Exception):
    """The server does not take a connection: nobody's message is to blame, and no other can go either."""


class Refused(Exception):
    """The server will never take this message."""


class Later(Exception):
    """The server takes nothing for a while and said how long; an operator's setting may be the cause."""

    def __init__(self, words: str, pause: timedelta) -> None:
        super().__init__(words)
        self.pause = pause


class Outlet(Protocol):
    """One way out, used by one sweep."""

    def open(self) -> None:
        """Make sure that a message can be handed over now. Raises Unreachable."""

    def send(self, message: Message, rendered: Rendered) -> str:
        """Hand over and return the name under which the other side knows the message.

        Raises Refused, Later, or whatever else went wrong; then it is tried again after a pause.
        """

    def close(self) -> None:
        """Give back whatever is held."""
