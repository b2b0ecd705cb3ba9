"""Two people changed one text: line by line, what each changed where the other did not is kept.

Changes that touch the same lines, or lines beside each other, are nobody's to decide but a person's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """Lines `start` up to, but not including, `end` of the former text become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge(base: str, mine: str, theirs: str) -> str | None:
    r"""Both texts' changes to `base` in one; None when they touch the same place.

    >>> merge("a\nb\nc", "A\nb\nc", "a\nb\nC")
    'A\nb\nC'
    >>> merge("a\nb", "A\nb", "Ä\nb") is None
    True
    """
    former = base.split("\n")
    ours, others = changes(former, mine.split("\n")), changes(former, theirs.split("\n"))
    kept = [change for change in ours if change not in others]
    if any(_touch(one, other) for one in kept for other in others):
        return None
    return "\n".join(_applied(former, sorted([*kept, *others], key=lambda change: change.start)))


def merge_names(there: Iterable[str], *, mine: Iterable[str], seen: Iterable[str]) -> list[str]:
    """Names as they were typed, with what others added and without what they removed since `seen` was shown.

    >>> merge_names(["Prompts", "Audit"], mine=["Prompts", "Excel"], seen=["prompts", "Tax"])
    ['Prompts', 'Excel', 'Audit']
    """
    known = {name.strip().casefold() for name in seen}
    names = {name.casefold(): name for name in there}
    kept = {name.casefold(): name for name in mine if name.casefold() in names or name.casefold() not in known}
    added = (name for folded, name in names.items() if folded not in known and folded not in kept)
    return [*kept.values(), *added]


def changes(former: list[str], lines: list[str]) -> list[Change]:
    """What was done to `former` to get `lines`, in order."""
    steps = SequenceMatcher(None, former, lines).get_opcodes()
    return [Change(a, b, tuple(lines[c:d])) for step, a, b, c, d in steps if step != "equal"]


def _touch(one: Change, other: Change) -> bool:
    return one.start <= other.end and other.start <= one.end


def _applied(former: list[str], ordered: list[Change]) -> list[str]:
    lines: list[str] = []
    place = 0
    for change in ordered:
        lines += former[place : change.start]
        lines += change.lines
        place = change.end
    return lines + former[place:]
