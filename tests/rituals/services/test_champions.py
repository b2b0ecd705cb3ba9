from collections.abc import Collection
from datetime import date, datetime, timedelta

import pytest

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import Audience, FirstStep, RitualKind
from rituals.models import Champion, ChampionCall, Naming, Ritual, Session
from rituals.selectors.champions import coverage_map
from rituals.services.champions import (
    NotAccepted,
    months_later,
    name_colleagues,
    sign_charter,
    start_table,
    take_interview,
    tell_named,
    volunteer,
)
from rituals.services.refusals import SlotTaken
from tests.factories.people import UserFactory
from tests.factories.rituals import ChampionCallFactory, ChampionFactory, NamingFactory, ProgramFactory

LAST_DAY = date(2026, 11, 23)


@pytest.fixture
def open_call(db: None) -> ChampionCall:
    """Takes answers until the end of Monday."""
    return ChampionCallFactory(closes_on=LAST_DAY)


@pytest.fixture
def named(alice: User, lena: User) -> ChampionCall:
    """Three colleagues named alice in a call of lena's that is over."""
    call = ChampionCallFactory(created_by=lena)
    NamingFactory.create_batch(3, call=call, named=alice)
    return call


def namings(call: ChampionCall) -> set[tuple[User, User]]:
    return {(naming.named_by, naming.named) for naming in call.namings.select_related("named", "named_by")}


def test_name_colleagues_keeps_each_once(
    open_call: ChampionCall, alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    name_colleagues(open_call, named=[alice, charlie, alice], by=bob, now=monday)

    assert namings(open_call) == {(bob, alice), (bob, charlie)}


def refused(call: ChampionCall, named: Collection[User], by: User, now: datetime) -> str:
    with pytest.raises(NotAccepted) as refusal:
        name_colleagues(call, named=named, by=by, now=now)
    return str(refusal.value)


def test_name_colleagues_refuses_oneself_nobody_and_four(
    open_call: ChampionCall, alice: User, bob: User, monday: datetime
) -> None:
    assert refused(open_call, [alice, bob], bob, monday) == "Name others, not yourself."
    assert refused(open_call, [], bob, monday) == "Name one to three colleagues."
    assert refused(open_call, UserFactory.create_batch(4), bob, monday) == "Name one to three colleagues."
    assert not Naming.objects.exists()


def test_name_colleagues_a_second_time_is_refused(
    open_call: ChampionCall, alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    name_colleagues(open_call, named=[alice], by=bob, now=monday)

    assert "Everybody answers once" in refused(open_call, [charlie], bob, monday)
    assert namings(open_call) == {(bob, alice)}


@pytest.mark.parametrize("days", [-8, 1])
def test_name_colleagues_before_and_after_the_days_of_the_call_is_refused(
    open_call: ChampionCall, alice: User, bob: User, monday: datetime, days: int
) -> None:
    assert "not open" in refused(open_call, [alice], bob, monday + timedelta(days=days))


def test_named_people_are_told_once_and_only_when_the_call_is_over(
    named: ChampionCall, open_call: ChampionCall, alice: User, bob: User, monday: datetime
) -> None:
    NamingFactory(call=open_call, named=bob)

    assert tell_named(now=monday) == 1
    assert tell_named(now=monday + timedelta(hours=1)) == 0
    assert [message.recipient for message in Message.objects.all()] == [alice]

    assert tell_named(now=monday + timedelta(days=1)) == 1


def test_named_people_are_not_told_of_a_call_long_ago(named: ChampionCall, monday: datetime) -> None:
    assert tell_named(now=monday + timedelta(days=30)) == 0


def test_sign_charter_begins_a_term_of_six_months(named: ChampionCall, alice: User, monday: datetime) -> None:
    champion = sign_charter(named, by=alice, now=monday)

    assert (champion.starts_on, champion.ends_on, champion.signed_at) == (LAST_DAY, date(2027, 5, 23), monday)
    assert sign_charter(named, by=alice, now=monday, months=12) == champion
    assert Champion.objects.count() == 1


def test_sign_charter_is_refused_to_whom_nobody_named_and_while_the_call_is_open(
    named: ChampionCall, open_call: ChampionCall, alice: User, bob: User, monday: datetime
) -> None:
    NamingFactory(call=open_call, named=alice)

    for call, person in ((named, bob), (open_call, alice)):
        with pytest.raises(NotAccepted):
            sign_charter(call, by=person, now=monday)

    assert not Champion.objects.exists()


def test_interview_makes_a_teacher_asked_by_whoever_opened_the_call(
    named: ChampionCall, slot: Session, alice: User, lena: User, monday: datetime
) -> None:
    teaching = take_interview(named, slot=slot, by=alice, now=monday)

    slot.refresh_from_db()
    assert slot.title == "Alice Teacher, asked about Excel"
    assert (teaching.user, teaching.step, teaching.asked_by) == (alice, FirstStep.INTERVIEW, lena)
    assert {(one.user, one.state) for one in slot.teachings.select_related("user")} == {
        (alice, "accepted"),
        (lena, "accepted"),
    }


def test_interview_in_a_taken_slot_is_refused(
    named: ChampionCall, talk: Session, lena: User, bob: User, monday: datetime
) -> None:
    NamingFactory(call=named, named=bob)

    with pytest.raises(SlotTaken):
        take_interview(named, slot=talk, by=bob, now=monday)

    assert not talk.teachings.filter(user=bob).exists()


def test_table_is_a_community_of_all_champions_every_second_week(alice: User, lena: User, monday: datetime) -> None:
    ChampionFactory(user=alice)
    ChampionFactory(ends_on=date(2026, 11, 22))

    table = start_table(lena, now=monday)

    assert (table.kind, table.audience) == (RitualKind.COMMUNITY_OF_PRACTICE, Audience.MEMBERS)
    assert "INTERVAL=2" in table.rrule
    assert table.sessions.count() == 13
    assert list(table.members.all()) == [alice]


def test_table_started_again_takes_in_who_is_missing(
    named: ChampionCall, alice: User, bob: User, lena: User, monday: datetime
) -> None:
    table = start_table(lena, now=monday)
    sign_charter(named, by=alice, now=monday)
    ChampionFactory(user=bob)

    assert start_table(lena, now=monday) == table

    assert set(table.members.all()) == {alice, bob}
    assert Ritual.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 23), 6, date(2027, 5, 23)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_later_stays_inside_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_volunteer_signs_the_charter_for_no_program_and_joins_the_table(bob, lena, monday) -> None:
    table = start_table(lena, now=monday)

    champion = volunteer(by=bob, now=monday, months=3)

    assert (champion.user, champion.program, champion.starts_on, champion.ends_on) == (
        bob,
        None,
        date(2026, 11, 23),
        date(2027, 2, 23),
    )
    assert list(table.members.all()) == [bob]
    assert [line.champions for line in coverage_map(monday.date()) if line.function == bob.function] == [1]


def test_volunteer_twice_and_a_champion_of_a_program_change_nothing(alice, bob, monday) -> None:
    running = ChampionFactory(
        user=alice, program=ProgramFactory(), starts_on=date(2026, 11, 1), ends_on=date(2027, 4, 30)
    )
    first = volunteer(by=bob, now=monday)

    assert volunteer(by=bob, now=monday + timedelta(days=3)) == first
    assert volunteer(by=alice, now=monday) == running
    assert Champion.objects.count() == 2


def test_volunteer_may_sign_again_when_the_term_is_over(bob, monday) -> None:
    ChampionFactory(user=bob, starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 22))

    assert volunteer(by=bob, now=monday).starts_on == date(2026, 11, 23)
