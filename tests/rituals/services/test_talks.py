from datetime import datetime

import pytest

from peerlearn.people.models import User
from rituals.models import Session, Talk
from rituals.services.refusals import NotForColleagues
from rituals.services.talks import TalksClosed, add_talk, move_talk, remove_talk
from tests.factories.rituals import SessionFactory, TalkFactory


@pytest.fixture
def day(ritual, monday: datetime) -> Session:
    return SessionFactory(ritual=ritual, kind="demo_day", title="Demo day")


def order(day: Session) -> list[tuple[int, str]]:
    return list(Talk.objects.filter(session=day).values_list("place_in_order", "title"))


def test_add_talk_makes_the_speaker_a_teacher_once(day: Session, alice: User, monday: datetime) -> None:
    add_talk(day, teacher=alice, title="One", now=monday)
    add_talk(day, teacher=alice, title="Two", now=monday)

    assert order(day) == [(1, "One"), (2, "Two")]
    assert [(t.user, t.state, t.step) for t in day.teachings.all()] == [(alice, "accepted", "five_minutes")]


def test_add_talk_beyond_ten_is_refused(day: Session, alice: User, monday: datetime) -> None:
    for place in range(1, 11):
        TalkFactory(session=day, place_in_order=place)

    with pytest.raises(TalksClosed, match="at most 10 talks"):
        add_talk(day, teacher=alice, title="Eleven", now=monday)

    assert Talk.objects.count() == 10


def test_add_talk_to_another_form_or_a_begun_day_is_refused(
    day: Session, slot: Session, alice: User, monday: datetime
) -> None:
    with pytest.raises(TalksClosed, match="Only a demo day"):
        add_talk(slot, teacher=alice, title="One", now=monday)
    with pytest.raises(TalksClosed, match="The order is fixed"):
        add_talk(day, teacher=alice, title="One", now=day.starts_at)


def test_add_talk_about_safety_needs_an_expert(day: Session, alice: User, monday: datetime) -> None:
    with pytest.raises(NotForColleagues, match="dangerous"):
        add_talk(day, teacher=alice, title="Ladders", suitability="safety", now=monday)

    assert order(day) == []


def test_move_talk_exchanges_neighbours_and_stops_at_the_ends(day: Session, alice: User, monday: datetime) -> None:
    one, two, three = (add_talk(day, teacher=alice, title=title, now=monday) for title in ("One", "Two", "Three"))

    move_talk(three, up=True, now=monday)
    move_talk(one, up=True, now=monday)
    move_talk(two, up=False, now=monday)

    assert order(day) == [(1, "One"), (2, "Three"), (3, "Two")]


def test_remove_talk_takes_the_last_ones_teaching_along(day: Session, alice: User, bob: User, monday: datetime) -> None:
    first = add_talk(day, teacher=alice, title="One", now=monday)
    second = add_talk(day, teacher=alice, title="Two", now=monday)
    add_talk(day, teacher=bob, title="Three", now=monday)

    remove_talk(first, now=monday)
    assert {t.user for t in day.teachings.all()} == {alice, bob}
    remove_talk(second, now=monday)

    assert {t.user for t in day.teachings.all()} == {bob}
    assert order(day) == [(1, "Three")]
