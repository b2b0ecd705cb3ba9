from datetime import datetime, timedelta

from rituals.selectors.first_steps import has_taught, is_first_time
from tests.factories.rituals import SessionFactory, TeachingFactory


def held(user, *, days: int, now: datetime):
    session = SessionFactory(status="held", starts_at=now - timedelta(days=days))
    TeachingFactory(session=session, user=user)
    return session


def test_first_time_is_the_first_held_session_of_a_teacher(alice, monday: datetime) -> None:
    first, second = held(alice, days=20, now=monday), held(alice, days=10, now=monday)

    assert (is_first_time(first), is_first_time(second)) == (True, False)


def test_first_time_counts_for_a_newcomer_beside_somebody_who_taught(alice, bob, monday: datetime) -> None:
    held(alice, days=20, now=monday)
    session = held(alice, days=10, now=monday)
    TeachingFactory(session=session, user=bob)

    assert is_first_time(session)


def test_first_time_of_nobody_is_none(slot, bob) -> None:
    TeachingFactory(session=slot, user=bob, state="invited")

    assert not is_first_time(slot)
    assert not has_taught(bob)


def test_has_taught_needs_a_date_that_was_held(talk, alice, monday: datetime) -> None:
    assert not has_taught(alice)

    held(alice, days=1, now=monday)

    assert has_taught(alice)
