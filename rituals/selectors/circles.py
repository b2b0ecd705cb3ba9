"""Reads about coaching circles: rounds to join, how a round would be formed, and whose turn it is to host."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from peerlearn.people.models import User
from rituals.circles import Formation, Member, form_circles
from rituals.enums import SessionStatus, TeachingState
from rituals.models import CircleRound, CircleSignUp, Ritual
from rituals.recurrence import Schedule, describe, parse_rule

NOT_YET = date.max


@dataclass(frozen=True)
class FormingPreview:
    """What forming a round now would make, for the person who called it: sizes and mix, and who would wait."""

    circles: list[list[User]]
    waiting: list[User]


@dataclass(frozen=True)
class RoundRhythm:
    """When the circles of a round will meet: how often, in words, and first when."""

    words: str
    first: datetime


def rhythm_of_round(circle_round: CircleRound) -> RoundRhythm:
    """The rhythm that whoever called the round chose for its circles."""
    rule = parse_rule(circle_round.rrule)
    zone = ZoneInfo(circle_round.time_zone)
    schedule = Schedule(rule, circle_round.first_date, circle_round.start_time, zone)
    return RoundRhythm(describe(rule), schedule.first_start())


def open_rounds(user: User) -> list[CircleRound]:
    """Rounds that are not formed yet, the soonest to close first, with `signed` people and whether `user` is `mine`."""
    mine = CircleSignUp.objects.filter(round=OuterRef("pk"), user=user)
    rounds = CircleRound.objects.filter(formed_at__isnull=True).select_related("created_by", "program")
    return list(
        rounds.annotate(signed=Count("sign_ups", filter=Q(sign_ups__user__is_active=True)), mine=Exists(mine)).order_by(
            "closes_on", "pk"
        )
    )


def own_circles(user: User) -> list[Ritual]:
    """The circles that `user` is in and that still meet."""
    return list(user.circles.running().filter(circle_round__isnull=False).order_by("name"))


def preview(circle_round: CircleRound) -> FormingPreview:
    """How the circles would look if they were formed now."""
    signed = circle_round.sign_ups.filter(user__is_active=True).select_related("user__function")
    people = {one.user_id: one.user for one in signed.order_by("signed_up_at", "pk")}
    formation: Formation = form_circles(Member(user.pk, user.function_id, user.manager_id) for user in people.values())
    return FormingPreview(
        circles=[[people[member.user] for member in circle] for circle in formation.circles],
        waiting=[people[member.user] for member in formation.waiting],
    )


def next_hosts(circles: Iterable[Ritual]) -> dict[int, list[User]]:
    """Per circle its active members in the order in which they host: who never did first, then who did longest ago."""
    hosted = Max(
        "teachings__session__starts_at",
        filter=Q(
            teachings__session__ritual=F("circles"),
            teachings__state=TeachingState.ACCEPTED,
        )
        & ~Q(teachings__session__status=SessionStatus.CANCELLED),
    )
    members = User.objects.active().filter(circles__in=list(circles)).annotate(circle=F("circles"), last_hosted=hosted)
    order: dict[int, list[User]] = {}
    for member in members.order_by(
        "circle", F("last_hosted").asc(nulls_first=True), Coalesce("sort_name", "name"), "pk"
    ):
        order.setdefault(member.circle, []).append(member)
    return order
