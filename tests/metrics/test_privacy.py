"""Groups of learners under five are never shown alone, nor can they be worked out from the total."""

import pytest

from metrics.privacy import Group, shown


def test_groups_of_five_and_more_are_shown_as_they_are():
    groups = [Group("Audit", 6, 9), Group("Tax", 0, 40)]

    assert shown(groups) == groups


def test_single_small_group_takes_the_next_smallest_with_it():
    groups = [Group("Audit", 2, 3), Group("Tax", 6, 9), Group("Strategy", 20, 40)]

    assert shown(groups) == [Group("Strategy", 20, 40), Group("", 8, 12)]


def test_small_count_in_a_large_group_is_hidden_too():
    groups = [Group("Audit", 4, 200), Group("Tax", 30, 90), Group("Strategy", 50, 100)]

    assert shown(groups) == [Group("Strategy", 50, 100), Group("", 34, 290)]


@pytest.mark.parametrize("groups", [[Group("Audit", 2, 3)], [Group("Audit", 1, 2), Group("Tax", 1, 2)]])
def test_company_that_is_too_small_shows_no_group(groups):
    assert shown(groups) == []


def test_small_groups_that_stay_too_small_together_take_another_one():
    groups = [Group("Audit", 1, 2), Group("Legal", 1, 2), Group("Tax", 6, 9), Group("Strategy", 20, 40)]

    assert shown(groups) == [Group("Strategy", 20, 40), Group("", 8, 13)]
