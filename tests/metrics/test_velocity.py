"""The formula, its undefined values, and which step moves it most."""

from datetime import UTC, datetime

import pytest

from metrics.velocity import WEEKLY_RITUAL, Facts, Move, per_100, share, velocity, what_moves_it_most

TRAILING = 30.4375 / 28


def test_velocity_of_the_reference_case_is_3913():
    facts = Facts(active_teachers=30, sessions=120, due=90, captured=90, pending=30, population=1200, scale=TRAILING)

    assert facts.learning_rituals == pytest.approx(130.446, abs=0.001)
    assert facts.velocity == pytest.approx(3913.39, abs=0.01)
    assert facts.velocity_per_100 == pytest.approx(27.176, abs=0.001)


@pytest.mark.parametrize(
    ("teachers", "rituals", "rate", "expected"),
    [
        (0, 0, None, 0),
        (1, 0, 1.0, 0),
        (1, 1, None, None),
        (3, 4, 0.0, 0),
        (0, 4, 1.0, 0),
        (3, 4, 0.5, 6),
    ],
)
def test_velocity_without_rituals_is_zero_and_before_the_first_deadline_undefined(teachers, rituals, rate, expected):
    assert velocity(teachers, rituals, rate) == expected


def test_per_100_without_people_is_undefined():
    assert per_100(1, 4, 1.0, 0) is None


def test_per_100_before_the_first_deadline_is_undefined():
    assert per_100(1, 4, None, 100) is None


def test_share_of_nothing_is_undefined():
    assert share(0, 0) is None


def test_one_session_still_inside_its_deadline_has_no_capture_rate():
    facts = Facts(
        active_teachers=1, sessions=1, pending=1, population=10, first_due_at=datetime(2026, 12, 1, tzinfo=UTC)
    )

    assert (facts.capture_rate, facts.velocity, facts.reach) == (None, None, 0)


def test_steps_when_everything_is_captured_name_teacher_before_ritual():
    facts = Facts(active_teachers=30, sessions=120, due=90, captured=90, population=1200, scale=TRAILING)

    steps = what_moves_it_most(facts)

    assert [(step.move, round(step.gain, 3), round(step.hours, 3)) for step in steps] == [
        (Move.TEACHER, 130.446, 1.5),
        (Move.RITUAL, 130.446, 7.392),
    ]


def test_steps_with_missing_captures_put_them_first():
    facts = Facts(active_teachers=4, sessions=10, due=10, captured=5)

    captures = what_moves_it_most(facts)[0]

    assert (captures.move, captures.gain, captures.hours) == (Move.CAPTURES, 20, 1.0)


def test_steps_of_equal_gain_per_hour_stand_in_the_order_captures_teacher():
    facts = Facts(active_teachers=2, sessions=4, due=4, captured=3)  # 2 for 0.2 h and 3 for 1.5 h
    tied = Facts(active_teachers=2, sessions=15, due=15, captured=0)  # no teacher gains without captures

    assert [step.move for step in what_moves_it_most(facts)] == [Move.CAPTURES, Move.TEACHER, Move.RITUAL]
    assert [step.move for step in what_moves_it_most(tied)] == [Move.CAPTURES]


def test_steps_with_two_factors_at_zero_are_one_first_ritual():
    steps = what_moves_it_most(Facts(population=800))

    assert [(step.move, step.gain) for step in steps] == [(Move.FIRST_RITUAL, pytest.approx(WEEKLY_RITUAL))]


def test_steps_before_the_first_deadline_are_none():
    assert what_moves_it_most(Facts(active_teachers=1, sessions=1, pending=1)) == []


def test_steps_while_a_teacher_is_overloaded_propose_no_ritual():
    facts = Facts(active_teachers=30, sessions=120, due=90, captured=90)

    assert [step.move for step in what_moves_it_most(facts, overloaded=True)] == [Move.TEACHER]
    assert what_moves_it_most(Facts(), overloaded=True) == []
