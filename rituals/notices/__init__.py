"""What is told about rituals and sessions: each module knows when its messages still make sense, and their words."""

from rituals.notices import circles, invitations, requests, sessions, sign_offs, swaps, teaching


def register_kinds() -> None:
    circles.register_kinds()
    invitations.register_kinds()
    sessions.register_kinds()
    requests.register_kinds()
    sign_offs.register_kinds()
    swaps.register_kinds()
    teaching.register_kinds()
