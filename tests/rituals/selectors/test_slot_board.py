from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from rituals.enums import TeachingState
from rituals.selectors.slot_board import slot_board, slot_line, swappable_for
from rituals.services.series import materialise
from tests.factories.rituals import RitualFactory, SessionFactory, TeachingFactory


def test_board_shows_a_question_to_the_two_people_only(ritual, slot, dora, alice, bob, lena, monday: datetime) -> None:
    asked = TeachingFactory(session=slot, user=bob, state=TeachingState.INVITED, asked_by=dora)

    shown = {person.name: slot_board(ritual, person, now=monday)[0].asked for person in (dora, bob, alice, lena)}

    assert shown == {"Dora Facilitator": (asked,), "Bob Colleague": (asked,), "Alice Teacher": (), "Lena Lead": ()}


def test_board_forgets_a_no(ritual, slot, dora, bob, monday: datetime) -> None:
    TeachingFactory(session=slot, user=bob, state=TeachingState.DECLINED, asked_by=dora)

    assert slot_line(slot, dora, now=monday).asked == ()


def test_board_marks_a_topic_that_waits_for_its_expert(ritual, talk, lena, monday: datetime) -> None:
    talk.suitability = "legal"
    talk.save()
    talk.sign_offs.create(reviewer=lena, asked_at=monday)

    line = slot_line(talk, lena, now=monday)

    assert line.sign_off is not None
    assert (line.sign_off.clear, line.sign_off.waiting.reviewer) == (False, lena)


def test_swappable_are_other_peoples_dates_of_the_ritual(ritual, talk, slot, alice, bob, monday: datetime) -> None:
    theirs = TeachingFactory(session=slot, user=bob)
    TeachingFactory(session=SessionFactory(starts_at=talk.starts_at), user=bob)
    TeachingFactory(session=talk, user=bob, state=TeachingState.INVITED)

    assert list(swappable_for(talk.teachings.get(user=alice), alice, now=monday)) == [theirs]


@pytest.mark.parametrize(("kind", "is_open"), [("brown_bag", True), ("working_out_loud", False)])
def test_board_offers_no_slot_of_a_written_round(ritual, slot, bob, monday: datetime, kind: str, is_open: bool) -> None:
    slot.kind = kind
    slot.save()

    assert slot_line(slot, bob, now=monday).open is is_open


def dates(ritual, user, now: datetime) -> list[datetime]:
    return [slot.starts_at for slot in slot_board(ritual, user, now=now)]


@pytest.mark.parametrize("hour", [0, 12, 14, 23])
@pytest.mark.parametrize("first", [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30)])
def test_board_has_eight_weeks_whatever_the_hour_and_the_first_day(bob, hour: int, first: date) -> None:
    now = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    ritual = RitualFactory(rrule=f"FREQ=WEEKLY;BYDAY={'MO' if first.weekday() == 0 else 'TU'}", first_date=first)
    materialise(ritual, now=now)
    ritual.skip_dates.create(day=first + timedelta(days=14))

    shown = dates(ritual, bob, now)

    assert len(shown) == 8
    assert {later - sooner for sooner, later in pairwise(shown)} == {timedelta(days=7)}


def test_board_has_eight_weeks_over_the_change_of_the_clocks(bob) -> None:
    now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    ritual = RitualFactory(first_date=date(2027, 3, 2))
    materialise(ritual, now=now)

    assert len(dates(ritual, bob, now)) == 8


def test_board_of_a_ritual_that_begins_after_more_than_eight_weeks_is_empty(bob, monday: datetime) -> None:
    ritual = RitualFactory(first_date=date(2027, 1, 26))
    materialise(ritual, now=monday)

    assert dates(ritual, bob, monday) == []
