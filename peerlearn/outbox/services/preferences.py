"""A person's choice of what they want to hear, and when. It counts at the moment of sending."""

from datetime import time

from peerlearn.outbox.enums import Way
from peerlearn.outbox.models import Preference, ReadingHours
from peerlearn.people.models import User


def set_way(user: User, kind: str, way: str) -> Preference:
    """Note how `user` wants to hear this kind of message; the last choice counts."""
    chosen = {"wanted": way != Way.NEVER, "in_digest": way == Way.DIGEST}
    preference, _ = Preference.objects.update_or_create(user=user, kind=kind, defaults=chosen)
    return preference


def set_wanted(user: User, kind: str, wanted: bool) -> Preference:
    """At once, or not at all."""
    return set_way(user, kind, Way.AT_ONCE if wanted else Way.NEVER)


def set_hours(user: User, *, quiet_from: time, quiet_until: time, digest_weekday: int) -> ReadingHours:
    """Note the quiet hours and the day of the digest (0 = Monday), on the clock of the person's zone."""
    chosen = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_weekday": digest_weekday}
    hours, _ = ReadingHours.objects.update_or_create(user=user, defaults=chosen)
    return hours
