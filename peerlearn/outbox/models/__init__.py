"""What is to be told to whom, every try to do so, what each person wants to hear, and channels to post to."""

from peerlearn.outbox.models.hold import Hold
from peerlearn.outbox.models.message import Attempt, Message
from peerlearn.outbox.models.preference import Preference, ReadingHours
from peerlearn.outbox.models.webhook import Webhook

__all__ = ["Attempt", "Hold", "Message", "Preference", "ReadingHours", "Webhook"]
