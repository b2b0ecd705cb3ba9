"""What follows from facts about sessions: calendars are told."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from rituals.signals import series_changed, session_cancelled, session_changed


@receiver([session_changed, session_cancelled])
def tell_calendars_about_a_session(session_id: int, **_: Any) -> None:
    from rituals.services.calendar_invitations import tell_about_session

    tell_about_session(session_id, now=timezone.now())


@receiver(series_changed)
def tell_calendars_about_a_series(ritual_id: int, **_: Any) -> None:
    from rituals.services.calendar_invitations import tell_about_ritual

    tell_about_ritual(ritual_id, now=timezone.now())
