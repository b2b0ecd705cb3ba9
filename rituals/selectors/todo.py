"""What rituals need from a person: answers about teaching, slots to fill, and whether a session took place."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerlearn.core.querysets import written_once
from peerlearn.core.todo import Todo
from peerlearn.core.windows import local_day
from peerlearn.people.models import User
from rituals.enums import SessionStatus, TeachingState
from rituals.models import ChampionCall, Session, Teaching
from rituals.models.ritual import runs
from rituals.models.session import SessionQuerySet
from rituals.selectors.feedback import RATED_FOR, sessions_to_rate
from rituals.selectors.requests import much_wanted
from rituals.selectors.teaching_todo import teaching_todos

LOOK_AHEAD = timedelta(days=10)
LOOK_BACK = timedelta(days=30)
MOST = 10


def for_user(user: User) -> list[Todo]:
    """Open slots of the next ten days in rituals that `user` runs, and sessions whose fate is not known.

    Who stands in for somebody runs their rituals. Besides, what they may rate and, for the L&D lead, what many want to
    learn and nobody teaches.
    """
    now = timezone.now()
    owed = [*teaching_todos(user, now), *_open_slots(user, now), *_unanswered(user, now)]
    return [*owed, *_much_wanted(user), *_to_rate(user, now), *_open_calls(user, now)]


def _open_slots(user: User, now: datetime) -> Iterator[Todo]:
    for session in _slots_without_teacher(user, now):
        yield Todo(
            title=_("Find a teacher for %(day)s") % {"day": _day(session)},
            detail=str(session.ritual),
            url=session.ritual.get_absolute_url() if session.ritual else session.get_absolute_url(),
            verb=_("Fill the slot"),
            due_at=session.starts_at,
        )


@written_once
def _slots_without_teacher(user: User, now: datetime) -> QuerySet[Session]:
    slots = _facilitated(user).upcoming(now).filter(starts_at__lte=now + LOOK_AHEAD).without_teacher()
    return slots.select_related("ritual")[:MOST]


def _unanswered(user: User, now: datetime) -> Iterator[Todo]:
    for session in _over_and_unsettled(user, now):
        yield Todo(
            title=_("Did “%(session)s” take place?") % {"session": session.title_or_ritual},
            detail=_day(session),
            url=session.get_absolute_url() + "#held-panel",
            verb=_("Answer"),
            due_at=session.ends_at + timedelta(days=7),
        )


@written_once
def _over_and_unsettled(user: User, now: datetime) -> QuerySet[Session]:
    teaches = Teaching.objects.filter(session=OuterRef("pk"), user=user, state=TeachingState.ACCEPTED)
    own = Session.objects.filter(Exists(teaches) | Q(pk__in=_facilitated(user).values("pk")))
    over = own.filter(status=SessionStatus.SCHEDULED, ends_at__lte=now, ends_at__gt=now - LOOK_BACK)
    return over.select_related("ritual").order_by("starts_at", "pk")[:MOST]


def _open_calls(user: User, now: datetime) -> Iterator[Todo]:
    for call in _calls_to_answer(user, local_day(now)):
        yield Todo(
            title=_("Whom do you ask about %(subject)s?") % {"subject": call.subject},
            detail=_("Open until %(day)s") % {"day": date_format(call.closes_on, "j F")},
            url=call.get_absolute_url(),
            verb=_("Answer"),
        )


@written_once
def _calls_to_answer(user: User, today: date) -> QuerySet[ChampionCall]:
    return ChampionCall.objects.open_on(today).unanswered_by(user).order_by("closes_on", "pk")[:MOST]


def _much_wanted(user: User) -> Iterator[Todo]:
    for asked in much_wanted(user)[:MOST]:
        words = ngettext("%(count)d person wants to learn it", "%(count)d people want to learn it", asked.votes_so_far)
        yield Todo(
            title=_("Find a teacher for “%(title)s”") % {"title": asked},
            detail=words % {"count": asked.votes_so_far},
            url=asked.get_absolute_url(),
            verb=_("See the request"),
        )


def _to_rate(user: User, now: datetime) -> Iterator[Todo]:
    for session in sessions_to_rate(user, now)[:MOST]:
        yield Todo(
            title=_("How was “%(session)s”?") % {"session": session.title_or_ritual},
            detail=_("Stars and a line, without your name"),
            url=session.get_absolute_url() + "#rating",
            verb=_("Rate it"),
            due_at=session.ends_at + RATED_FOR,
        )


def _facilitated(user: User) -> SessionQuerySet:
    return Session.objects.filter(runs(user, "ritual_id"))


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "l j F")
