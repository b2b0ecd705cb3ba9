"""Everything the dashboard shows at one moment: the headline, the running month, the curve and what is late.

The headline and the running month are counted from facts as they are now; the curve and past months are snapshots.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.selectors.checklist import Parts, checklist_of, parts_of
from metrics.models import Scope, Snapshot, Span
from metrics.selectors.facts import count_facts, curve_frame, month_frame, trailing_frame
from metrics.velocity import Facts, Step, what_moves_it_most
from peerlearn.core.windows import TRAILING_DAYS, local_day
from peerlearn.people.models import User
from rituals.enums import CapturePolicy, TeachingState
from rituals.models import Session, Teaching

WEEKS_ON_CURVE = 12
MONTHS_LISTED = 6
LATE_LISTED = 5


@dataclass(frozen=True)
class Point:
    """The trailing window that ends at the first instant of `day`; None for figures never computed."""

    day: date
    active_teachers: float | None = None
    learning_rituals: float | None = None
    capture_rate: float | None = None
    velocity: float | None = None


@dataclass(frozen=True)
class Late:
    """A capture whose time has passed, what is missing, who owes it and for how many days."""

    session: Session
    missing: tuple[str, ...]
    teachers: list[User]
    days: int


@dataclass(frozen=True)
class Backlog:
    """`late` and `waiting` count all captures that are missing, overdue or not; `sessions` are the oldest late ones."""

    late: int
    waiting: int
    sessions: list[Late]


@dataclass(frozen=True)
class Dashboard:
    """`before` is the window of 28 days earlier, `month` the running calendar month, which is provisional."""

    now: datetime
    headline: Facts
    before: Facts
    month: Facts
    curve: list[Point]
    months: list[Snapshot]
    steps: list[Step]
    backlog: Backlog

    @property
    def month_day(self) -> date:
        """The first day of the running month."""
        return local_day(self.now).replace(day=1)

    @property
    def first_value_on(self) -> date | None:
        """When the first capture is due, so when velocity has a value for the first time."""
        due = self.headline.first_due_at or self.month.first_due_at
        return local_day(due) if due else None


def dashboard(*, user: User, now: datetime) -> Dashboard:
    """The dashboard of the organisation, with the late captures whose sessions `user` may open."""
    today = local_day(now)
    frames = [trailing_frame(now), curve_frame(today - timedelta(days=TRAILING_DAYS)), month_frame(today, now)]
    counted = count_facts(frames)
    headline, before, month = (counted[frame][0] for frame in frames)
    kept = _snapshots(today)
    return Dashboard(
        now=now,
        headline=headline,
        before=before,
        month=month,
        curve=_curve(today, headline, kept),
        months=[one for one in kept if one.span == Span.MONTH and one.day < today.replace(day=1)],
        steps=what_moves_it_most(headline),
        backlog=_backlog(user, now),
    )


def _snapshots(today: date) -> list[Snapshot]:
    first_month = (today.replace(day=1) - timedelta(days=31 * MONTHS_LISTED)).replace(day=1)
    return list(Snapshot.objects.filter(scope=Scope.ORGANISATION, day__gt=first_month).order_by("day"))


def _curve(today: date, headline: Facts, kept: list[Snapshot]) -> list[Point]:
    """One point a week; the last one is the headline itself."""
    computed = {one.day: one for one in kept if one.span == Span.TRAILING}
    days = [today - timedelta(weeks=back) for back in range(WEEKS_ON_CURVE - 1, 0, -1)]
    return [*(_point(day, computed.get(day)) for day in days), _point(today, headline)]


def _point(day: date, figures: Snapshot | Facts | None) -> Point:
    if figures is None:
        return Point(day)
    return Point(day, figures.active_teachers, figures.learning_rituals, figures.capture_rate, figures.velocity)


def _backlog(user: User, now: datetime) -> Backlog:
    missing = Session.objects.filter(captured_at__isnull=True)
    late = missing.due_for_capture(now)
    accepted = Teaching.objects.filter(state=TeachingState.ACCEPTED).select_related("user")
    oldest = (
        late.visible_to(user)
        .order_by("capture_due_at", "pk")
        .prefetch_related(Prefetch("teachings", queryset=accepted))[:LATE_LISTED]
    )
    sessions = list(oldest)
    articles = {article.session_id: article for article in Article.objects.with_parts().filter(session__in=sessions)}
    return Backlog(
        late=late.count(),
        waiting=missing.inside_capture_deadline(now).count(),
        sessions=[_late(session, articles.get(session.pk), now) for session in sessions],
    )


def _late(session: Session, article: Article | None, now: datetime) -> Late:
    parts = parts_of(article) if article else Parts()
    missing = checklist_of(CapturePolicy(session.capture_policy), parts).missing or (_("publish it"),)
    teachers = [teaching.user for teaching in session.teachings.all()]
    return Late(session, missing, teachers, (now - (session.capture_due_at or now)).days)
