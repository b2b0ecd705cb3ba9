"""Names that calendars know a session or a series by."""

import uuid


def new_uid() -> str:
    """An iCalendar UID that stays its owner's for ever."""
    return f"{uuid.uuid4()}@peerlearn"
