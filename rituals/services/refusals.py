"""Why a slot cannot be taken; the message says it to the person who tried."""

from collections.abc import Iterable

from peerlearn.topics.models import Topic


class SlotTaken(Exception):
    """Somebody else was first, or the date is over."""


class NotForColleagues(SlotTaken):
    """A topic for formal training, or for an expert's sign-off first; `topics` lead to the formal training."""

    def __init__(self, message: str, topics: Iterable[Topic]) -> None:
        super().__init__(message)
        self.topics = [topic for topic in topics if topic.formal_training_url]
