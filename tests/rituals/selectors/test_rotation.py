from datetime import datetime, timedelta

import pytest

from rituals.selectors.rotation import Rotation, rotation_of
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory, TeachingFactory


def taught(ritual, user, *days, now) -> None:
    for number in days:
        session = SessionFactory(ritual=ritual, status="held", starts_at=now - timedelta(days=number))
        TeachingFactory(session=session, user=user)


def test_rotation_counts_26_weeks_of_held_dates(ritual, alice, bob, monday: datetime) -> None:
    taught(ritual, alice, 7, 14, 21, 200, now=monday)
    taught(ritual, bob, 28, now=monday)
    TeachingFactory(session=SessionFactory(ritual=ritual, starts_at=monday - timedelta(days=3)), user=bob)

    assert rotation_of(ritual, now=monday) == Rotation(dates=4, teachers=2, most=alice, by_most=3)


@pytest.mark.parametrize(("times", "leans"), [(3, True), (2, False)])
def test_rotation_leans_from_three_of_eight_on(ritual, alice, monday: datetime, times: int, leans: bool) -> None:
    taught(ritual, alice, *range(1, times + 1), now=monday)
    for number in range(8 - times):
        taught(ritual, UserFactory(), 30 + number, now=monday)

    assert rotation_of(ritual, now=monday).leans is leans


def test_rotation_of_three_dates_shows_nothing_yet(ritual, alice, monday: datetime) -> None:
    taught(ritual, alice, 1, 2, 3, now=monday)

    assert not rotation_of(ritual, now=monday).leans


def test_rotation_of_a_new_ritual_is_empty(ritual, monday: datetime) -> None:
    assert rotation_of(ritual, now=monday) == Rotation(dates=0, teachers=0)
