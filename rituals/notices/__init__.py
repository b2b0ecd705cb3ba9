"""What is told about rituals and sessions: each module knows when its messages still make sense, and their words."""

from rituals.notices import (
    calendar,
    champions,
    circles,
    feedback,
    office_hours,
    requests,
    schedule,
    sessions,
    sign_offs,
    swaps,
    teaching,
)


def register_kinds() -> None:
    circles.register_kinds()
    feedback.register_kinds()
    calendar.register_kinds()
    office_hours.register_kinds()
    sessions.register_kinds()
    requests.register_kinds()
    sign_offs.register_kinds()
    swaps.register_kinds()
    teaching.register_kinds()
    schedule.register_kinds()
    champions.register_kinds()
