"""Names that calendars know a session, a series or a booked slot by."""

import uuid


def new_uid() -> str:
    """An iCalendar UID that stays its owner's for ever."""
    return f"{uuid.uuid4()}@peerlearn"


def slot_uid(session_uid: str, user_id: int) -> str:
    """The UID of the slot that somebody booked on that date: the same whichever slot it is, so that it can move."""
    return f"slot-{user_id}-{session_uid}"
