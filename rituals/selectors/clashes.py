"""Double booking: what else a person does at the time of a session. It is a warning to themselves, never a refusal."""

from peerlearn.people.models import User
from rituals.enums import TeachingState
from rituals.models import Session, Teaching
from rituals.selectors.upcoming import own_sessions


def clashes_of(user: User, session: Session) -> list[Session]:
    """Other sessions that `user` goes to or teaches while `session` lasts; for `user` only."""
    same_time = own_sessions(user).scheduled().filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    return list(same_time.exclude(pk=session.pk).select_related("ritual").order_by("starts_at", "pk")[:3])


def teachers_elsewhere(session: Session) -> list[User]:
    """The accepted teachers of `session` who teach another one at the same time, by name."""
    same_time = Session.objects.scheduled().filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    busy = Teaching.objects.filter(session__in=same_time.exclude(pk=session.pk), state=TeachingState.ACCEPTED)
    here = session.teachings.filter(state=TeachingState.ACCEPTED).values("user")
    return list(User.objects.filter(pk__in=here).filter(pk__in=busy.values("user")).order_by("sort_name"))
