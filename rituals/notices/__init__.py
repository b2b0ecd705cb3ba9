"""What is told about rituals and sessions: each module knows when its messages still make sense, and their words."""

from rituals.notices import sessions


def register_kinds() -> None:
    sessions.register_kinds()
