"""What answers after a session come to, without anybody's name.

Figures begin with five answers and are renewed with every fifth, so that no single answer can be worked out from two
looks. Stars are for the session's teachers and its facilitators, never for the managers of those who taught.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from rituals.enums import RitualKind, SessionStatus, TeachingState
from rituals.models import Rating, Ritual, Session, Teaching, TransferAnswer
from rituals.models.session import SessionQuerySet
from rituals.recurrence import days_later
from rituals.rules import facilitates_session, teaches
from rituals.selectors.first_steps import TAUGHT, is_first_time

TOGETHER = 5
RATED_FOR = timedelta(days=7)
TRANSFER_OPENS_DAYS, TRANSFER_CLOSES_DAYS = 30, 90
MAY_BE_RATED = (SessionStatus.SCHEDULED, SessionStatus.HELD, SessionStatus.UNKNOWN)
NOT_RATED = (RitualKind.COACHING_CIRCLE, RitualKind.WORKING_OUT_LOUD)


@dataclass(frozen=True)
class Answers:
    """The mean of `number` answers, and what was written with them, in an order that says nothing."""

    mean: float
    number: int
    words: tuple[str, ...]


def is_rated(session: Session) -> bool:
    """Whether the session is one that is rated at all; reads the prefetched teachings."""
    taught = any(teaching.state == TeachingState.ACCEPTED for teaching in session.teachings.all())
    return taught and session.kind not in NOT_RATED and not is_first_time(session)


def rating_open(session: Session, now: datetime) -> bool:
    """From the end of a session that may have been held, for seven days."""
    return session.status in MAY_BE_RATED and session.ends_at <= now < session.ends_at + RATED_FOR


def transfer_open(session: Session, now: datetime) -> bool:
    """From 30 to 90 days after a held session, at the local time of its end."""
    zone = ZoneInfo(session.time_zone)
    opens = days_later(session.ends_at, TRANSFER_OPENS_DAYS, zone)
    return session.status == SessionStatus.HELD and opens <= now < days_later(
        session.ends_at, TRANSFER_CLOSES_DAYS, zone
    )


def may_see_ratings(user: User, session: Session) -> bool:
    """Its teachers, and its facilitators unless they manage one who taught."""
    if teaches(user, session):
        return True
    manages = any(
        teaching.user.manager_id == user.pk
        for teaching in session.teachings.all()
        if teaching.state == TeachingState.ACCEPTED
    )
    return facilitates_session(user, session) and not manages


def ratings_of(session: Session) -> Answers | None:
    """The stars of a session, from five answers on."""
    return _together(session.ratings.order_by("rated_at", "pk").values_list("stars", "comment"))


def transfer_of(sessions: SessionQuerySet) -> Answers | None:
    """How much these sessions are used, from 0 to 10, from five answers on."""
    answers = TransferAnswer.objects.filter(session__in=sessions)
    return _together(answers.order_by("answered_at", "pk").values_list("score", "why"))


def transfer_of_ritual(ritual: Ritual) -> Answers | None:
    """The same for all sessions of a ritual."""
    return transfer_of(Session.objects.filter(ritual=ritual))


@written_once
def sessions_to_rate(user: User, now: datetime) -> QuerySet[Session]:
    """Held sessions of the last seven days that are rated, to which `user` came, and which they have not rated."""
    own = {"session": OuterRef("pk"), "user": user}
    taught = Teaching.objects.filter(session=OuterRef("pk"), state=TeachingState.ACCEPTED)
    earlier = Teaching.objects.filter(
        **TAUGHT, user=OuterRef("user"), session__starts_at__lt=OuterRef("session__starts_at")
    )
    return (
        Session.objects.held()
        .filter(ends_at__lte=now, ends_at__gt=now - RATED_FOR, attendances__user=user)
        .exclude(kind__in=NOT_RATED)
        .exclude(Exists(Teaching.objects.filter(**own, state=TeachingState.ACCEPTED)))
        .exclude(Exists(Rating.objects.filter(**own)))
        .filter(Exists(taught))
        .exclude(Exists(taught.exclude(Exists(earlier))))
        .select_related("ritual")
        .order_by("-ends_at", "pk")
    )


def _together(rows: Iterable[tuple[int, str]]) -> Answers | None:
    answers = list(rows)
    shown = answers[: len(answers) // TOGETHER * TOGETHER]
    if not shown:
        return None
    words = tuple(sorted(text for _value, text in shown if text))
    return Answers(sum(value for value, _text in shown) / len(shown), len(shown), words)
