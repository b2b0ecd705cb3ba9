"""Forming coaching circles: four to six people of mixed functions, and nobody beside their own manager.

Pure calculation, and always the same answer for the same sign-ups. People are dealt out function by function, so that
colleagues of one function land in different circles; then pairs change places as long as that brings a manager and a
report apart or mixes functions better. Whoever still sits beside their manager waits for the next round, as do those
whom the numbers leave over: seven people make no two circles of four.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

SMALLEST, USUAL, LARGEST = 4, 5, 6
APART = 1000  # a manager beside a report weighs more than any mix of functions


@dataclass(frozen=True, order=True)
class Member:
    """One sign-up; `function` and `manager` are ids, or None."""

    user: int
    function: int | None = None
    manager: int | None = None


@dataclass(frozen=True)
class Formation:
    circles: list[list[Member]] = field(default_factory=list)
    waiting: list[Member] = field(default_factory=list)


def form_circles(sign_ups: Iterable[Member]) -> Formation:
    """Circles of `sign_ups`, which are in the order they came; whom the numbers leave over came last."""
    people = list(sign_ups)
    waiting: list[Member] = []
    while True:
        placed, left_over = _as_many_as_fit(people)
        circles = _mixed(_dealt(placed))
        blocked = _one_of_each_pair(circles)
        if not blocked:
            return Formation([sorted(circle) for circle in circles], [*waiting, *left_over])
        waiting += blocked
        people = [person for person in people if person not in blocked]


def how_many_circles(people: int) -> int:
    """How many circles of four to six `people` make, as near to five each as can be; 0 when they make none.

    >>> [how_many_circles(people) for people in (3, 4, 6, 7, 8, 11, 12, 23)]
    [0, 1, 1, 0, 2, 2, 2, 5]
    """
    fewest, most = -(-people // LARGEST), people // SMALLEST
    return max(fewest, min(most, round(people / USUAL))) if fewest <= most else 0


def _as_many_as_fit(people: list[Member]) -> tuple[list[Member], list[Member]]:
    """The first sign-ups whose number makes circles, and the rest."""
    fitting = next((count for count in range(len(people), 0, -1) if how_many_circles(count)), 0)
    return people[:fitting], people[fitting:]


def _dealt(people: list[Member]) -> list[list[Member]]:
    """Like cards sorted by function, the largest function first: neighbours in the pile sit in different circles."""
    circles: list[list[Member]] = [[] for _ in range(how_many_circles(len(people)))]
    sizes = Counter(person.function for person in people)
    pile = sorted(people, key=lambda person: (-sizes[person.function], person.function or 0, people.index(person)))
    for number, person in enumerate(pile):
        circles[number % len(circles)].append(person)
    return circles


def _mixed(circles: list[list[Member]]) -> list[list[Member]]:
    """Let two people change places while that lowers the strain of their circles."""
    while sum(_swap_best(one, other) for one, other in combinations(circles, 2)):
        pass  # each round of swaps lowers the strain, so there is a last one
    return circles


def _swap_best(one: list[Member], other: list[Member]) -> bool:
    """Make the swap between two circles that helps most; whether there was one."""
    now = _strain(one) + _strain(other)
    best, gain = None, 0
    for here in range(len(one)):
        for there in range(len(other)):
            one[here], other[there] = other[there], one[here]
            helped = now - _strain(one) - _strain(other)
            one[here], other[there] = other[there], one[here]
            if helped > gain:
                best, gain = (here, there), helped
    if best is None:
        return False
    here, there = best
    one[here], other[there] = other[there], one[here]
    return True


def _strain(circle: Sequence[Member]) -> int:
    pairs = combinations(circle, 2)
    return sum(APART * _manages(a, b) + (a.function is not None and a.function == b.function) for a, b in pairs)


def _one_of_each_pair(circles: list[list[Member]]) -> list[Member]:
    """Of each manager who still sits beside a report, the manager: one person waits instead of perhaps many."""
    found = {
        a if a.user == b.manager else b for circle in circles for a, b in combinations(circle, 2) if _manages(a, b)
    }
    return sorted(found)


def _manages(a: Member, b: Member) -> bool:
    return a.user == b.manager or b.user == a.manager
