"""Why a slot cannot be taken; the message says it to the person who tried."""

from collections.abc import Iterable, Sequence

from peerlearn.topics.models import Topic


class SlotTaken(Exception):
    """Somebody else was first, or the date is over; `topics` lead to formal training where that is the way to go."""

    topics: Sequence[Topic] = ()


class NotForColleagues(SlotTaken):
    """A topic for formal training, or for an expert's sign-off first."""

    def __init__(self, message: str, topics: Iterable[Topic]) -> None:
        super().__init__(message)
        self.topics = [topic for topic in topics if topic.formal_training_url]
