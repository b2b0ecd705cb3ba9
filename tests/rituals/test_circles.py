from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rituals.circles import Member, form_circles


def people(count, **details):
    return [Member(user, **details) for user in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "sizes", "waiting"),
    [
        (3, [], 3),
        (4, [4], 0),
        (6, [6], 0),
        (7, [6], 1),
        (8, [4, 4], 0),
        (23, [5, 5, 5, 4, 4], 0),
        (31, [6] + [5] * 5, 0),
    ],
)
def test_form_circles_makes_four_to_six_of_everybody_it_can(count, sizes, waiting) -> None:
    formation = form_circles(people(count))

    assert sorted(map(len, formation.circles), reverse=True) == sizes
    assert len(formation.waiting) == waiting


def test_form_circles_lets_the_last_who_signed_up_wait() -> None:
    assert form_circles(people(7)).waiting == [Member(7)]


def test_form_circles_spreads_each_function_over_all_circles() -> None:
    signed = [Member(user, function=user % 4 + 1) for user in range(1, 21)]

    formation = form_circles(signed)

    assert [len({member.function for member in circle}) for circle in formation.circles] == [4, 4, 4, 4]


def test_form_circles_keeps_a_manager_and_a_report_apart() -> None:
    signed = [Member(1), *(Member(user, manager=1) for user in range(2, 6)), *(Member(user) for user in range(6, 9))]

    formation = form_circles(signed)

    assert [sorted(member.user for member in circle) for circle in formation.circles if Member(1) in circle] == [
        [1, 6, 7, 8]
    ]
    assert formation.waiting == []


def test_form_circles_lets_a_manager_wait_whose_reports_are_everywhere() -> None:
    signed = [Member(1), *(Member(user, manager=1) for user in range(2, 7))]

    formation = form_circles(signed)

    assert formation.circles == [[Member(user, manager=1) for user in range(2, 7)]]
    assert formation.waiting == [Member(1)]


signed_up = st.lists(
    st.tuples(st.integers(1, 5), st.one_of(st.none(), st.integers(1, 40))), min_size=0, max_size=40
).map(lambda rows: [Member(user, function, manager) for user, (function, manager) in enumerate(rows, 1)])


@settings(derandomize=True, max_examples=150, deadline=None)
@given(signed_up)
def test_form_circles_places_or_names_everybody_and_never_breaks_a_promise(signed) -> None:
    formation = form_circles(signed)

    placed = [member for circle in formation.circles for member in circle]
    assert sorted([*placed, *formation.waiting]) == sorted(signed)
    assert all(4 <= len(circle) <= 6 for circle in formation.circles)
    for circle in formation.circles:
        for one, other in combinations(circle, 2):
            assert one.user != other.manager
            assert other.user != one.manager
