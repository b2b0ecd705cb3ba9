"""Who has taught before, and who takes a first step: a first time is small, in the own function, and not rated."""

from peerlearn.people.models import User
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Session, Teaching

TAUGHT = {"state": TeachingState.ACCEPTED, "session__status": SessionStatus.HELD}


def has_taught(user: User) -> bool:
    """Whether `user` taught in a session that was held."""
    return Teaching.objects.filter(user=user, **TAUGHT).exists()


def is_first_time(session: Session) -> bool:
    """Whether somebody teaches here for the first time; such a session is not rated."""
    teachers = {teaching.user_id for teaching in session.teachings.all() if teaching.state == TeachingState.ACCEPTED}
    before = Teaching.objects.filter(user__in=teachers, session__starts_at__lt=session.starts_at, **TAUGHT)
    return bool(teachers - set(before.exclude(session=session.pk).values_list("user", flat=True)))
