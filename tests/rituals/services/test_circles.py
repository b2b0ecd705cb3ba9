from datetime import date, datetime, time, timedelta

import pytest

from peerlearn.outbox.models import Message
from rituals.enums import Audience, CapturePolicy, RitualKind
from rituals.models import CircleRound, CircleSignUp, Ritual, Session, Teaching
from rituals.services.circles import RoundClosed, form_round, leave_circle, name_all_hosts, sign_up, withdraw
from tests.factories.people import UserFactory

TODAY = date(2026, 11, 23)


@pytest.fixture
def circle_round(lena) -> CircleRound:
    """Sign-up until 30 November; circles meet every second Thursday at 15:00 in Berlin."""
    return CircleRound.objects.create(
        name="Winter circles",
        closes_on=date(2026, 11, 30),
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        first_date=date(2026, 12, 3),
        start_time=time(15),
        time_zone="Europe/Berlin",
        duration_minutes=60,
        created_by=lena,
    )


@pytest.fixture
def people(circle_round, strategy):
    signed = [UserFactory(name=f"Person {letter}") for letter in "ABCDE"]
    for person in signed:
        CircleSignUp.objects.create(round=circle_round, user=person)
    return signed


def hosts(circle: Ritual) -> list[str]:
    teachings = Teaching.objects.filter(session__ritual=circle).order_by("session__starts_at")
    return [teaching.user.name for teaching in teachings]


def test_sign_up_twice_keeps_the_newer_goal(circle_round, alice) -> None:
    sign_up(circle_round, by=alice, goal="Ask better", today=TODAY)
    sign_up(circle_round, by=alice, goal="Listen longer", today=TODAY)

    assert [(signed.user, signed.goal) for signed in circle_round.sign_ups.all()] == [(alice, "Listen longer")]


def test_sign_up_after_the_last_day_is_refused(circle_round, alice) -> None:
    with pytest.raises(RoundClosed, match="Sign-up has ended"):
        sign_up(circle_round, by=alice, today=date(2026, 12, 1))

    assert circle_round.sign_ups.count() == 0


def test_withdraw_takes_the_sign_up_back(circle_round, alice) -> None:
    sign_up(circle_round, by=alice, today=TODAY)

    withdraw(circle_round, by=alice, today=TODAY)

    assert circle_round.sign_ups.count() == 0


def test_form_round_makes_a_private_circle_and_tells_its_members(circle_round, people, lena, monday: datetime) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]

    assert (circle.kind, circle.audience, circle.capture_policy) == (
        RitualKind.COACHING_CIRCLE,
        Audience.MEMBERS,
        CapturePolicy.NONE,
    )
    assert set(circle.members.all()) == set(people)
    assert [facilitation.user for facilitation in circle.facilitations.order_by("pk")] == people[:2]
    told = Message.objects.filter(kind="rituals.circle_formed")
    assert {message.recipient for message in told} == set(people)


def test_form_round_does_not_let_its_organiser_see_the_circle(circle_round, people, lena, monday: datetime) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]

    assert not Ritual.objects.visible_to(lena).filter(pk=circle.pk).exists()
    assert not Session.objects.visible_to(lena).filter(ritual=circle).exists()
    assert Session.objects.visible_to(people[3]).filter(ritual=circle).exists()


def test_form_round_twice_is_refused(circle_round, people, lena, monday: datetime) -> None:
    form_round(circle_round, by=lena, now=monday)

    with pytest.raises(RoundClosed, match="formed already"):
        form_round(circle_round, by=lena, now=monday)

    assert Ritual.objects.count() == 1


def test_form_round_of_three_is_refused_and_can_be_tried_again(circle_round, people, lena, monday: datetime) -> None:
    CircleSignUp.objects.filter(user__in=people[3:]).delete()

    with pytest.raises(RoundClosed, match="A circle needs 4 people"):
        form_round(circle_round, by=lena, now=monday)

    circle_round.refresh_from_db()
    assert (circle_round.formed_at, Ritual.objects.count()) == (None, 0)


def test_hosts_take_turns_two_weeks_ahead(circle_round, people, lena, monday: datetime) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]
    at_first = hosts(circle)

    for weeks in range(0, 14, 2):
        name_all_hosts(now=monday + timedelta(weeks=weeks))

    assert at_first == ["Person A"]
    assert hosts(circle) == [f"Person {letter}" for letter in "ABCDEAB"]
    assert name_all_hosts(now=monday + timedelta(weeks=12)) == 0


def test_leave_circle_passes_the_turn_on_and_closes_the_circle_to_who_left(
    circle_round, people, lena, monday: datetime
) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]

    leave_circle(circle, by=people[0], now=monday)

    assert hosts(circle) == ["Person B"]
    assert not Ritual.objects.visible_to(people[0]).filter(pk=circle.pk).exists()
    assert [facilitation.user for facilitation in circle.facilitations.all()] == [people[1]]
