"""Coaching circles: a round is called, people sign up, circles are formed once, and hosts take turns.

A circle is a ritual for its members only: nobody else sees what is said or written there, and its sessions owe no
capture. The one who has hosted least lately hosts next; a host is named two weeks ahead, so that the order follows
whoever joins or leaves.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.circles import SMALLEST, Member, form_circles
from rituals.enums import Audience, CapturePolicy, RitualKind, SessionStatus, TeachingState
from rituals.models import CircleRound, CircleSignUp, Facilitation, Ritual, Session, Teaching
from rituals.notices.circles import CIRCLE_FORMED, CIRCLE_HOST, circle_key, host_key
from rituals.recurrence import Schedule
from rituals.selectors.circles import next_hosts
from rituals.services.calendar_invitations import tell_person
from rituals.services.series import create_ritual
from rituals.services.series_replies import take_replies_back

NAMED_AHEAD = timedelta(days=14)
FACILITATORS = 2


class RoundClosed(Exception):
    """The round takes no change any more; the message says why, for the person who tried."""


@transaction.atomic
def call_round(
    by: User, *, name: str, purpose: str, closes_on: date, schedule: Schedule, duration_minutes: int
) -> CircleRound:
    """Call people to sign up for circles that will meet by `schedule`."""
    return CircleRound.objects.create(
        name=name,
        purpose=purpose,
        closes_on=closes_on,
        rrule=str(schedule.rule),
        first_date=schedule.first_date,
        start_time=schedule.start_time,
        time_zone=schedule.zone.key,
        duration_minutes=duration_minutes,
        created_by=by,
    )


@transaction.atomic
def sign_up(circle_round: CircleRound, *, by: User, goal: str = "", today: date) -> CircleSignUp:
    """`by` wants to be in a circle; signing up again changes the goal. Raises RoundClosed."""
    locked = _open_round(circle_round, today)
    signed, _created = CircleSignUp.objects.update_or_create(round=locked, user=by, defaults={"goal": goal})
    return signed


@transaction.atomic
def withdraw(circle_round: CircleRound, *, by: User, today: date) -> None:
    """`by` does not want to be in a circle after all. Raises RoundClosed."""
    _open_round(circle_round, today).sign_ups.filter(user=by).delete()


@transaction.atomic
def form_round(circle_round: CircleRound, *, by: User, now: datetime) -> list[Ritual]:
    """Make the circles of a round, once, and tell everybody in them. Raises RoundClosed when nothing can be formed."""
    locked = _unformed(circle_round)
    signed = {signed.user_id: signed.user for signed in _in_order(locked)}
    formation = form_circles(Member(user.pk, user.function_id, user.manager_id) for user in signed.values())
    if not formation.circles:
        raise RoundClosed(_("A circle needs %(number)d people.") % {"number": SMALLEST})
    circles = [
        _make_circle(locked, [signed[member.user] for member in members], number, by, now)
        for number, members in enumerate(formation.circles, 1)
    ]
    locked.formed_at = now
    locked.save(update_fields=["formed_at", "updated_at"])
    name_hosts(circles, now=now)
    return circles


def name_hosts(circles: Iterable[Ritual], *, now: datetime) -> int:
    """Name the host of every circle's sessions of the next two weeks that have none; returns how many are new."""
    soon = Session.objects.upcoming(now).filter(ritual__in=circles, starts_at__lte=now + NAMED_AHEAD)
    open_sessions = list(soon.without_teacher().select_related("ritual"))
    hosts = next_hosts({session.ritual for session in open_sessions if session.ritual})
    named = []
    for session in open_sessions:
        if line := hosts.get(session.ritual_id or 0):
            host = line.pop(0)
            line.append(host)
            named.append(_named_host(session, host, now))
    return sum(named)


def name_all_hosts(*, now: datetime) -> int:
    """Name the hosts of every circle that meets; returns how many are new."""
    return name_hosts(Ritual.objects.running().filter(kind=RitualKind.COACHING_CIRCLE), now=now)


@transaction.atomic
def leave_circle(circle: Ritual, *, by: User, now: datetime) -> None:
    """`by` leaves: they see the circle no more, somebody else hosts what they would have hosted.

    Their replies are taken back and its dates leave their calendar, in the same moment.
    """
    take_replies_back(circle, by=by, now=now)
    circle.members.remove(by)
    circle.facilitations.filter(user=by).delete()
    remaining = circle.members.filter(is_active=True).order_by("pk").first()
    if remaining and not circle.facilitations.exists():
        Facilitation.objects.create(ritual=circle, user=remaining)
    Teaching.objects.filter(session__in=circle.sessions.upcoming(now), user=by).delete()
    tell_person(by.pk, circle.pk, now=now)
    name_hosts([circle], now=now)


def _open_round(circle_round: CircleRound, today: date) -> CircleRound:
    locked = _unformed(circle_round)
    if locked.closes_on < today:
        raise RoundClosed(_("Sign-up has ended. The circles are formed next."))
    return locked


def _unformed(circle_round: CircleRound) -> CircleRound:
    locked = CircleRound.objects.select_for_update().get(pk=circle_round.pk)
    if locked.formed_at:
        raise RoundClosed(_("The circles of this round are formed already."))
    return locked


def _in_order(circle_round: CircleRound) -> Iterable[CircleSignUp]:
    signed = circle_round.sign_ups.filter(user__is_active=True)
    return signed.select_related("user").order_by("signed_up_at", "pk")


def _make_circle(circle_round: CircleRound, members: list[User], number: int, by: User, now: datetime) -> Ritual:
    """The two who signed up first keep the dates; whoever hosts runs the session."""
    circle = create_ritual(
        by,
        name=_("%(round)s, circle %(number)d") % {"round": circle_round.name, "number": number},
        kind=RitualKind.COACHING_CIRCLE,
        rrule=circle_round.rrule,
        first_date=max(circle_round.first_date, now.astimezone(ZoneInfo(circle_round.time_zone)).date()),
        start_time=circle_round.start_time,
        time_zone=circle_round.time_zone,
        duration_minutes=circle_round.duration_minutes,
        description=circle_round.purpose,
        audience=Audience.MEMBERS,
        capture_policy=CapturePolicy.NONE,
        program=circle_round.program,
        facilitators=members[:FACILITATORS],
        now=now,
    )
    circle.members.add(*members)
    circle.circle_round = circle_round
    circle.save(update_fields=["circle_round", "updated_at"])
    enqueue(
        Draft(
            kind=CIRCLE_FORMED,
            recipient=member,
            object_key=circle_key(circle),
            due_at=now,
            expires_at=now + timedelta(days=7),
        )
        for member in members
    )
    return circle


@transaction.atomic
def _named_host(session: Session, host: User, now: datetime) -> bool:
    """Two runs at once name one host: the session's row is locked while it is looked at again."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.status != SessionStatus.SCHEDULED or locked.teachings.filter(state=TeachingState.ACCEPTED).exists():
        return False
    Teaching.objects.update_or_create(
        session=locked, user=host, defaults={"state": TeachingState.ACCEPTED, "answered_at": now}
    )
    enqueue(
        [
            Draft(
                kind=CIRCLE_HOST,
                recipient=host,
                object_key=host_key(locked),
                due_at=now,
                expires_at=locked.starts_at,
            )
        ]
    )
    return True
