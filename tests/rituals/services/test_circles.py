from datetime import date, datetime, time, timedelta

import pytest

from peerlearn.outbox.models import Message
from rituals.enums import Audience, CapturePolicy, Reply, RitualKind
from rituals.models import RSVP, CircleRound, CircleSignUp, Ritual, Session, Teaching
from rituals.services.calendar_invitations import tell_about_session
from rituals.services.circles import RoundClosed, form_round, leave_circle, name_all_hosts, sign_up, withdraw
from rituals.services.rsvps import reply_to_session
from rituals.services.series_replies import reply_to_series
from tests.factories.people import UserFactory
from tests.rituals.mailbox import Mailbox, post

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


def test_leaving_takes_the_dates_out_of_the_calendar_at_once_and_the_replies_with_them(
    circle_round, people, lena, monday: datetime
) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]
    _first, second = circle.sessions.order_by("starts_at")[:2]
    leaver, stays = people[0], people[1]
    mailboxes = {leaver: Mailbox(), stays: Mailbox()}
    for person in mailboxes:
        reply_to_series(circle, by=person, reply=Reply.ACCEPTED, now=monday)
    reply_to_session(second, by=leaver, reply=Reply.TENTATIVE, now=monday)
    post(mailboxes)
    until = second.ends_at
    assert [len(mailbox.shows(until)) for mailbox in mailboxes.values()] == [2, 2]

    leave_circle(circle, by=leaver, now=monday)

    post(mailboxes)
    assert [len(mailbox.shows(until)) for mailbox in mailboxes.values()] == [0, 2]
    assert circle.series_replies.get(user=leaver).reply == Reply.DECLINED
    assert set(RSVP.objects.filter(user=leaver).values_list("reply", flat=True)) == {Reply.DECLINED}
    assert set(RSVP.objects.filter(user=stays).values_list("reply", flat=True)) == {Reply.ACCEPTED}


def test_leaving_a_circle_one_hosts_takes_that_date_out_too(circle_round, people, lena, monday: datetime) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]
    host = Teaching.objects.get(session__ritual=circle).user
    mailboxes = {host: Mailbox()}
    session = Teaching.objects.get(user=host).session
    tell_about_session(session.pk, now=monday)
    post(mailboxes)
    assert len(mailboxes[host].shows(session.ends_at)) == 1

    leave_circle(circle, by=host, now=monday)

    post(mailboxes)
    assert mailboxes[host].shows(session.ends_at) == set()
    assert Teaching.objects.get(session=session).user in people


def test_leaving_without_any_reply_makes_none(circle_round, people, lena, monday: datetime) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]

    leave_circle(circle, by=people[2], now=monday)

    assert (circle.series_replies.count(), RSVP.objects.count()) == (0, 0)
