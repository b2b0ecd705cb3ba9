"""Counts of learners by group, with groups too small to be anonymous shown together.

A group is too small when it, or the part of it that is counted, has one to four people. One hidden group alone could be
worked out from the total, so the next smallest is hidden with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from peerlearn.core.privacy import SMALLEST_GROUP


@dataclass(frozen=True)
class Group:
    """`count` of `people` in a group; its name is empty for groups shown together."""

    name: str
    count: int
    people: int

    @property
    def is_small(self) -> bool:
        return self.people < SMALLEST_GROUP or 0 < self.count < SMALLEST_GROUP


def shown(groups: Sequence[Group]) -> list[Group]:
    """The groups that may be shown; those that may not stand together at the end as one nameless group."""
    hidden = [group for group in groups if group.is_small]
    open_groups = sorted((group for group in groups if not group.is_small), key=lambda group: group.people)
    while hidden and open_groups and (len(hidden) == 1 or _together(hidden).is_small):
        hidden.append(open_groups.pop(0))
    named = [group for group in groups if group in open_groups]
    return named if not hidden or _together(hidden).is_small else [*named, _together(hidden)]


def _together(groups: Sequence[Group]) -> Group:
    return Group("", sum(group.count for group in groups), sum(group.people for group in groups))
