from datetime import date

import pytest

from peerlearn.people.models import User
from rituals.selectors.champions import coverage_map, current_champions, named_colleagues, times_named
from rituals.selectors.todo import for_user
from tests.factories.people import FunctionFactory, UserFactory
from tests.factories.rituals import ChampionCallFactory, ChampionFactory, NamingFactory

MONDAY = date(2026, 11, 23)


def test_coverage_map_puts_the_largest_gap_first_with_one_for_forty(db: None) -> None:
    covered, tax, law = (FunctionFactory(name=name) for name in ("Covered", "Tax", "Law"))
    UserFactory.create_batch(39, function=tax)
    UserFactory.create_batch(81, function=law)
    UserFactory.create_batch(3, function=tax, is_active=False)
    FunctionFactory(name="Nobody there")
    for function, people in ((covered, 2), (tax, 0), (law, 1)):
        for person in UserFactory.create_batch(people, function=function):
            ChampionFactory(user=person)
    ChampionFactory(user__function=tax, user__is_active=False)
    ChampionFactory(user=tax.people.first(), ends_on=date(2026, 11, 22))

    lines = [
        (line.function.name, line.headcount, line.champions, line.target, line.missing) for line in coverage_map(MONDAY)
    ]

    assert lines == [("Law", 82, 1, 3, 2), ("Tax", 39, 0, 1, 1), ("Covered", 2, 2, 1, 0)]


@pytest.mark.parametrize("functions", [1, 3])
def test_coverage_map_asks_two_queries(db: None, django_assert_num_queries, functions: int) -> None:
    for _number in range(functions):
        ChampionFactory(user__function=FunctionFactory())

    with django_assert_num_queries(2):
        assert len(coverage_map(MONDAY)) == functions


def test_current_champions_are_those_whose_term_runs(alice: User) -> None:
    ChampionFactory(user=alice)
    ChampionFactory(starts_on=date(2026, 11, 24))
    ChampionFactory(ends_on=date(2026, 11, 22))

    assert [champion.user for champion in current_champions(MONDAY)] == [alice]


def test_counts_are_told_only_when_the_call_is_over(alice: User, bob: User) -> None:
    over = ChampionCallFactory()
    still_open = ChampionCallFactory(closes_on=MONDAY)
    for call in (over, still_open):
        NamingFactory.create_batch(3, call=call, named=alice)
        NamingFactory(call=call, named=bob)

    assert [(one.person, one.times) for one in named_colleagues(over, day=MONDAY)] == [(alice, 3), (bob, 1)]
    assert named_colleagues(still_open, day=MONDAY) == []
    assert (times_named(over, alice, day=MONDAY), times_named(still_open, alice, day=MONDAY)) == (3, 0)


def test_open_call_needs_everybody_until_they_answered(alice: User, bob: User, monday) -> None:
    call = ChampionCallFactory(closes_on=MONDAY)
    ChampionCallFactory(subject="Over")
    NamingFactory(call=call, named=alice, named_by=bob)

    assert [(todo.title, todo.detail) for todo in for_user(alice)] == [
        ("Whom do you ask about Excel?", "Open until 23 November")
    ]
    assert for_user(bob) == []
