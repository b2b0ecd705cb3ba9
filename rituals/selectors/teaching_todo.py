"""What teaching needs from a person: an answer to who asks them to teach, to swap, or to sign off a topic."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peerlearn.core.querysets import written_once
from peerlearn.core.todo import Todo
from peerlearn.people.models import User
from rituals.enums import SessionStatus, SwapState, TeachingState
from rituals.models import Session, SignOff, Swap, Teaching

MOST = 10


def teaching_todos(user: User, now: datetime) -> Iterator[Todo]:
    """Only what is still to come; three queries."""
    yield from _asked(user, now)
    yield from _offered(user, now)
    yield from _to_sign_off(user, now)


def _asked(user: User, now: datetime) -> Iterator[Todo]:
    for teaching in _questions_to(user, now):
        session = teaching.session
        name = teaching.asked_by.name if teaching.asked_by else _("A colleague")
        yield Todo(
            title=_("Would you teach on %(day)s?") % {"day": _day(session)},
            detail=_("%(name)s asks you: %(ritual)s") % {"name": name, "ritual": session.ritual or session},
            url=session.get_absolute_url() + "#teaching-panel",
            verb=_("Answer"),
            due_at=session.starts_at,
        )


@written_once
def _questions_to(user: User, now: datetime) -> QuerySet[Teaching]:
    asked = Teaching.objects.filter(
        user=user,
        state=TeachingState.INVITED,
        session__status=SessionStatus.SCHEDULED,
        session__starts_at__gt=now,
    )
    return asked.select_related("session__ritual", "asked_by").order_by("session__starts_at", "pk")[:MOST]


def _offered(user: User, now: datetime) -> Iterator[Todo]:
    for offer in _offers_to(user, now):
        days = {"mine": _day(offer.wanted.session), "theirs": _day(offer.offered.session)}
        yield Todo(
            title=_("%(name)s would like to swap dates") % {"name": offer.offered.user.name},
            detail=_("%(theirs)s for your %(mine)s") % days,
            url=offer.wanted.session.get_absolute_url() + "#teaching-panel",
            verb=_("Answer"),
            due_at=min(offer.wanted.session.starts_at, offer.offered.session.starts_at),
        )


@written_once
def _offers_to(user: User, now: datetime) -> QuerySet[Swap]:
    offers = Swap.objects.filter(
        wanted__user=user,
        state=SwapState.ASKED,
        wanted__state=TeachingState.ACCEPTED,
        offered__state=TeachingState.ACCEPTED,
        wanted__session__starts_at__gt=now,
        offered__session__starts_at__gt=now,
    )
    with_dates = offers.select_related("wanted__session", "offered__session", "offered__user")
    return with_dates.order_by("wanted__session__starts_at", "pk")[:MOST]


def _to_sign_off(user: User, now: datetime) -> Iterator[Todo]:
    for sign_off in _sign_offs_asked_of(user, now):
        yield Todo(
            title=_("May colleagues teach “%(session)s”?") % {"session": sign_off.session},
            detail=_day(sign_off.session),
            url=reverse("rituals:sign_off", args=[sign_off.pk]),
            verb=_("Read and decide"),
            due_at=sign_off.session.starts_at,
        )


@written_once
def _sign_offs_asked_of(user: User, now: datetime) -> QuerySet[SignOff]:
    asked = SignOff.objects.filter(
        reviewer=user,
        answered_at__isnull=True,
        session__status=SessionStatus.SCHEDULED,
        session__starts_at__gt=now,
    )
    return asked.select_related("session").order_by("asked_at", "pk")[:MOST]


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "l j F")
