"""Who comes to which session: people keep to the few forums they like, some come often, and nobody twice a day.

Pure calculation on numbers that stand for people and rituals; the reference case fixes how many seats there are and who
has to have had one, chance does the rest.
"""

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from peerlearn.ops.demo.reference import RITUALS, RITUALS_PER_FUNCTION

_OWN_FORUMS = 2
_ATTEMPTS = 20
_SPREAD = (-4, -3, -3, -2, -2, -2, -1, -1, -1, -1, 0, 0, 0, 0, 0)
"""How far half of a week's sessions are from the usual size; the other half is as far on the other side."""


@dataclass
class Table:
    """One session to be filled with `size` learners; its teacher is no learner of it."""

    ritual: int
    day: date
    size: int
    teacher: int
    learners: list[int] = field(default_factory=list)

    @property
    def has_space(self) -> bool:
        return len(self.learners) < self.size


class Habits:
    """Which rituals each person likes, and how keen they are (1 to 4)."""

    def __init__(self, chance: random.Random, functions: Sequence[int]) -> None:
        """`functions` has the number of each person's function, that of its first ritual divided by five."""
        self.likes = [_liked(chance, function) for function in functions]
        self.regulars: list[list[int]] = [[] for _ritual in range(RITUALS)]
        for person, rituals in enumerate(self.likes):
            keenness = chance.choice((1, 1, 2, 4))
            for ritual in rituals:
                self.regulars[ritual].extend([person] * keenness)


def sizes(chance: random.Random, count: int, usual: int) -> list[int]:
    """The sizes of a week's sessions: different, and `count` × `usual` together."""
    half = (_SPREAD * (count // (2 * len(_SPREAD)) + 1))[: count // 2]
    offsets = [*half, *(-offset for offset in half), *([0] * (count % 2))]
    chance.shuffle(offsets)
    return [usual + offset * usual // 10 for offset in offsets]


def seat(
    chance: random.Random,
    tables: Sequence[Table],
    habits: Habits,
    *,
    allowed: Collection[int],
    must: Iterable[int] = (),
) -> None:
    """Fill every table with people from `allowed`; who is in `must` gets a seat at least once.

    Learners who sit already stay. Raises ValueError when there are not enough people.
    """
    busy = {(person, table.day) for table in tables for person in table.learners}
    for person in must:
        _seat_once(chance, person, tables, habits, busy)
    everybody = sorted(allowed)
    pools = [[person for person in regulars if person in allowed] for regulars in habits.regulars]
    for table in tables:
        while table.has_space:
            table_pool = pools[table.ritual]
            _sit(table, _newcomer(chance, table, table_pool, everybody, busy), busy)


def _liked(chance: random.Random, function: int) -> list[int]:
    own = range(function * RITUALS_PER_FUNCTION, (function + 1) * RITUALS_PER_FUNCTION)
    elsewhere = [ritual for ritual in range(RITUALS) if ritual not in own]
    return [*chance.sample(own, _OWN_FORUMS), chance.choice(elsewhere)]


def _seat_once(
    chance: random.Random, person: int, tables: Sequence[Table], habits: Habits, busy: set[tuple[int, date]]
) -> None:
    liked = [table for table in tables if table.ritual in habits.likes[person] and _fits(table, person, busy)]
    choice = liked or [table for table in tables if _fits(table, person, busy)]
    if not choice:
        raise ValueError("no seat is left for everybody")
    _sit(chance.choice(choice), person, busy)


def _newcomer(
    chance: random.Random, table: Table, pool: Sequence[int], everybody: Sequence[int], busy: set[tuple[int, date]]
) -> int:
    for _attempt in range(_ATTEMPTS if pool else 0):
        person = chance.choice(pool)
        if _fits(table, person, busy):
            return person
    free = [person for person in everybody if _fits(table, person, busy)]
    if not free:
        raise ValueError("not enough people for the seats of a day")
    return chance.choice(free)


def _fits(table: Table, person: int, busy: set[tuple[int, date]]) -> bool:
    return table.has_space and person != table.teacher and (person, table.day) not in busy


def _sit(table: Table, person: int, busy: set[tuple[int, date]]) -> None:
    table.learners.append(person)
    busy.add((person, table.day))
