from datetime import datetime

import pytest

from rituals.enums import TeachingState
from rituals.selectors.slot_board import slot_board, slot_line, swappable_for
from tests.factories.rituals import SessionFactory, TeachingFactory


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
