"""The next eight weeks of a ritual: who teaches when, which slots are open, and on which dates it does not meet.

Who is asked to teach, and who said no, is seen by the two people only: each reader has an own board.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from peerlearn.people.models import User
from rituals.enums import WITHOUT_SLOTS, Reply, SessionStatus, TeachingState
from rituals.models import Ritual, Session, Teaching
from rituals.models.session import SessionQuerySet
from rituals.recurrence import days_later
from rituals.selectors.days_off import missed_dates
from rituals.selectors.sign_offs import WITH_SIGN_OFFS, SignOffState, sign_off_state

AHEAD = timedelta(weeks=8)
URGENT = timedelta(days=10)
COMING = Count("rsvps", filter=Q(rsvps__reply=Reply.ACCEPTED), distinct=True)
MAYBE = Count("rsvps", filter=Q(rsvps__reply=Reply.TENTATIVE), distinct=True)
WITH_PEOPLE = Prefetch("teachings", Teaching.objects.select_related("user__function").order_by("pk"))


@dataclass(frozen=True)
class Slot:
    """One line of the board; without a session it is a day off and `reason` says why.

    `asked` are questions that the reader put or got and that wait for an answer; `own` is the reader's own teaching.
    """

    starts_at: datetime
    days_ahead: int
    session: Session | None = None
    teachers: tuple[User, ...] = ()
    asked: tuple[Teaching, ...] = ()
    own: Teaching | None = None
    sign_off: SignOffState | None = None
    coming: int = 0
    maybe: int = 0
    urgent: bool = False
    reason: str = ""

    @property
    def cancelled(self) -> bool:
        return self.session is not None and self.session.status == SessionStatus.CANCELLED

    @property
    def open(self) -> bool:
        """Whether somebody may take it; a circle and a written round have no slots to take."""
        if self.session is None or self.cancelled or self.session.kind in WITHOUT_SLOTS:
            return False
        return not self.teachers


def slot_board(ritual: Ritual, user: User, *, now: datetime) -> list[Slot]:
    """The ritual's slots that `user` may see and days off, in order: eight weeks from the next date on.

    So a weekly ritual has eight lines whatever the hour, also when it begins a week from today. One that begins later
    than in eight weeks has none yet.
    """
    lines = list(_sessions(ritual, user, now))
    there = {slot.starts_at for slot in lines}
    lines += [slot for slot in _missed(ritual, now) if slot.starts_at not in there]
    lines.sort(key=lambda slot: slot.starts_at)
    if not lines or lines[0].starts_at >= now + AHEAD:
        return []
    end = days_later(lines[0].starts_at, AHEAD.days, ZoneInfo(ritual.time_zone))
    return [slot for slot in lines if slot.starts_at < end]


def slot_line(session: Session, user: User, *, now: datetime) -> Slot:
    """The line of one session that `user` may see."""
    return _line(_with_everything(Session.objects.visible_to(user)).get(pk=session.pk), user, now)


def swappable_for(teaching: Teaching, user: User, *, now: datetime) -> QuerySet[Teaching]:
    """What `user` may offer the own date for: dates to come of the same ritual that others teach, soonest first."""
    dates = Session.objects.visible_to(user).scheduled().filter(ritual=teaching.session.ritual_id, starts_at__gt=now)
    others = Teaching.objects.filter(session__in=dates.values("pk"), state=TeachingState.ACCEPTED)
    taught = Teaching.objects.filter(user=user, state=TeachingState.ACCEPTED).values("session")
    others = others.exclude(session__in=taught).exclude(session__ritual=None)
    return others.select_related("user", "session").order_by("session__starts_at", "pk")


def _sessions(ritual: Ritual, user: User, now: datetime) -> Iterator[Slot]:
    shown = [SessionStatus.SCHEDULED, SessionStatus.CANCELLED]
    sessions = Session.objects.visible_to(user).filter(
        ritual=ritual, status__in=shown, ends_at__gt=now, starts_at__lt=now + 2 * AHEAD
    )
    for session in _with_everything(sessions):
        yield _line(session, user, now)


def _with_everything(sessions: SessionQuerySet) -> SessionQuerySet:
    return sessions.annotate(coming=COMING, maybe=MAYBE).prefetch_related(WITH_PEOPLE, WITH_SIGN_OFFS, "talks")


def _line(session: Session, user: User, now: datetime) -> Slot:
    teachings = session.teachings.all()
    return Slot(
        session=session,
        starts_at=session.starts_at,
        days_ahead=_days_ahead(session.starts_at, now),
        teachers=tuple(session.teachers()),
        asked=tuple(
            teaching
            for teaching in teachings
            if teaching.state == TeachingState.INVITED and user.pk in (teaching.user_id, teaching.asked_by_id)
        ),
        own=next((one for one in teachings if one.user_id == user.pk and one.state == TeachingState.ACCEPTED), None),
        sign_off=sign_off_state(session),
        coming=getattr(session, "coming", 0),
        maybe=getattr(session, "maybe", 0),
        urgent=session.starts_at - now <= URGENT,
    )


def _missed(ritual: Ritual, now: datetime) -> Iterator[Slot]:
    for starts_at, reason in missed_dates(ritual, now=now, until=now + 2 * AHEAD):
        yield Slot(starts_at=starts_at, days_ahead=_days_ahead(starts_at, now), reason=reason)


def _days_ahead(instant: datetime, now: datetime) -> int:
    """Days on the reader's calendar."""
    return (timezone.localtime(instant).date() - timezone.localtime(now).date()).days
