"""The talks of a demo day: two to ten short ones in an order, each with its own teacher.

Whoever gives a talk teaches; with the last talk of a person goes their teaching. While a demo day fills, a single talk
may stand alone: what is missing is said on the page, not refused.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import FirstStep, RitualKind, SessionStatus, TeachingState
from rituals.models import Session, Talk, Teaching
from rituals.run_sheets import run_sheet_for
from rituals.services.sign_offs import ask_for_sign_off
from rituals.signals import announce, session_changed

FEWEST, MOST = 2, 10


class TalksClosed(Exception):
    """The talks cannot be changed like this; the message says why."""


@transaction.atomic
def add_talk(
    session: Session,
    *,
    teacher: User,
    title: str,
    minutes: int = 5,
    suitability: str = "",
    with_expert: bool = False,
    now: datetime,
) -> Talk:
    """Put a talk at the end of the order; `teacher` teaches from now on. Raises TalksClosed or NotForColleagues."""
    day = _locked(session, now)
    order = list(day.talks.values_list("place_in_order", flat=True))
    if len(order) >= MOST:
        raise TalksClosed(_("A demo day has at most %(limit)d talks. There is another one soon.") % {"limit": MOST})
    talk = Talk.objects.create(
        session=day,
        teacher=teacher,
        title=title,
        minutes=minutes,
        suitability=suitability,
        place_in_order=len(order) + 1,
    )
    known = day.teachings.filter(user=teacher).first() or Teaching(session=day, user=teacher)
    if known.state != TeachingState.ACCEPTED or known.pk is None:
        known.state, known.step, known.answered_at = TeachingState.ACCEPTED, FirstStep.FIVE_MINUTES, now
        known.save()
    if not day.run_sheet:
        day.run_sheet = run_sheet_for(day.kind)
        day.save(update_fields=["run_sheet", "updated_at"])
    ask_for_sign_off(day, agreed=with_expert, now=now)
    announce(session_changed, day.pk)
    return talk


@transaction.atomic
def move_talk(talk: Talk, *, up: bool, now: datetime) -> None:
    """Exchange the talk with the one before it, or behind it; at the end of the order nothing changes."""
    day = _locked(talk.session, now)
    talks = list(day.talks.all())
    place = next(index for index, one in enumerate(talks) if one.pk == talk.pk)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(talks):
        return
    talks[place], talks[target] = talks[target], talks[place]
    _number(talks)


def set_talk_start(talk: Talk, *, second: int | None) -> Talk:
    """Where the talk begins in the recording of its day; None when that is not known."""
    talk.starts_at_second = second
    talk.save(update_fields=["starts_at_second", "updated_at"])
    return talk


@transaction.atomic
def remove_talk(talk: Talk, *, now: datetime) -> None:
    """Take a talk out; with the last talk of a person goes their teaching. Done twice it changes nothing."""
    day = _locked(talk.session, now)
    day.talks.filter(pk=talk.pk).delete()
    if not day.talks.filter(teacher=talk.teacher_id).exists():
        day.teachings.filter(user=talk.teacher_id).delete()
    _number(list(day.talks.all()))
    announce(session_changed, day.pk)


def _locked(session: Session, now: datetime) -> Session:
    day = Session.objects.select_for_update().get(pk=session.pk)
    if day.kind != RitualKind.DEMO_DAY:
        raise TalksClosed(_("Only a demo day has several talks."))
    if day.status != SessionStatus.SCHEDULED or day.starts_at <= now:
        raise TalksClosed(_("The order is fixed: this demo day has begun or does not take place."))
    return day


def _number(talks: list[Talk]) -> None:
    """Places from 1 on; the constraint is checked at the end of the transaction only."""
    for place, talk in enumerate(talks, start=1):
        if talk.place_in_order != place:
            Talk.objects.filter(pk=talk.pk).update(place_in_order=place)
