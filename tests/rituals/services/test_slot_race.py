"""Two hands reach for the same slot at once, each in a transaction of its own."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from peerlearn.people.models import User
from rituals.enums import SwapState, TeachingState
from rituals.models import Ritual, Session, Substitution, Swap, Teaching
from rituals.services.champions import start_table, take_interview
from rituals.services.refusals import SlotTaken
from rituals.services.slots import claim_slot
from rituals.services.substitutions import name_substitute
from rituals.services.swaps import accept_swap, ask_for_swap
from rituals.services.talks import add_talk
from tests.factories.people import UserFactory
from tests.factories.rituals import (
    ChampionCallFactory,
    FacilitationFactory,
    NamingFactory,
    SessionFactory,
    TeachingFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each of them answered or raised; they begin together on their own connections."""
    together = Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        connection.ensure_connection()
        together.wait(timeout=60)
        try:
            return work()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def kinds(answers: Iterable[object]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_a_slot_is_claimed_by_exactly_one_of_eight(monday: datetime) -> None:
    slot = SessionFactory(title="")
    people: list[User] = UserFactory.create_batch(8)

    def claim(person: User) -> Callable[[], object]:
        return lambda: claim_slot(slot, by=person, title=person.name, now=monday)

    answers = at_once(*(claim(person) for person in people))

    assert kinds(answers) == [*[SlotTaken.__name__] * 7, Teaching.__name__]
    winner = Teaching.objects.get(state=TeachingState.ACCEPTED).user
    assert Session.objects.get().title == winner.name


def test_crossing_offers_swap_once_and_never_wait_for_each_other(monday: datetime) -> None:
    first = TeachingFactory(session__title="First")
    second = TeachingFactory(session__ritual=first.session.ritual, session__title="Second")
    offers = [ask_for_swap(one, wanted=other, now=monday) for one, other in ((first, second), (second, first))]

    at_once(*(lambda offer=offer: accept_swap(offer, now=monday) for offer in offers))

    dates = {teaching.user_id: (teaching.session_id, teaching.session.title) for teaching in Teaching.objects.all()}
    assert dates == {first.user_id: (second.session_id, "First"), second.user_id: (first.session_id, "Second")}
    assert sorted(Swap.objects.values_list("state", flat=True)) == [SwapState.ACCEPTED, SwapState.DECLINED]


def test_ten_talks_at_once_get_ten_places(monday: datetime) -> None:
    day = SessionFactory(kind="demo_day")
    people: list[User] = UserFactory.create_batch(11)

    def add(person: User) -> Callable[[], object]:
        return lambda: add_talk(day, teacher=person, title=person.name, now=monday)

    answers = at_once(*(add(person) for person in people))

    assert kinds(answers) == [*["Talk"] * 10, "TalksClosed"]
    assert list(day.talks.values_list("place_in_order", flat=True)) == list(range(1, 11))


def test_an_interview_does_not_take_a_slot_that_is_being_claimed(monday: datetime) -> None:
    slot, claimer, named = SessionFactory(title=""), UserFactory(), UserFactory()
    call = ChampionCallFactory(created_by=UserFactory())
    NamingFactory(call=call, named=named)

    def interview() -> str:
        try:
            take_interview(call, slot=slot, by=named, now=monday)
        except SlotTaken:
            return "taken"
        finally:
            connection.close()
        return "interviewed"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            claim_slot(slot, by=claimer, title="Mine", now=monday)
            late = pool.submit(interview)
            wait_for_a_lock()
        answer = late.result(timeout=60)

    assert answer == "taken"
    assert [teaching.user for teaching in Teaching.objects.all()] == [claimer]


def wait_for_a_lock() -> None:
    """Until somebody else's transaction waits for ours."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_a_substitute_named_twice_at_once_is_named_once(monday: datetime) -> None:
    facilitation, stands_in, today = FacilitationFactory(), UserFactory(), monday.date()
    ritual, away = facilitation.ritual, facilitation.user

    answers = at_once(
        *[lambda: name_substitute(ritual, away=away, substitute=stands_in, first_day=today, last_day=today)] * 8
    )

    assert kinds(answers) == ["Substitution"] * 8
    assert Substitution.objects.count() == 1


def test_the_champions_table_is_started_once(monday: datetime) -> None:
    lead = UserFactory()

    answers = at_once(*[lambda: start_table(lead, now=monday)] * 4)

    assert kinds(answers) == ["Ritual"] * 4
    assert Ritual.objects.count() == 1
