"""What is to be told to whom, every try to do so, and what each person wants to hear."""

from peerlearn.outbox.models.message import Attempt, Message
from peerlearn.outbox.models.preference import Preference

__all__ = ["Attempt", "Message", "Preference"]
