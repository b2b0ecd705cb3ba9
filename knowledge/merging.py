"""Two people changed one text: line by line, what each changed where the other did not is kept.

Changes that touch the same lines, or lines beside each other, are nobody's to decide but a person's.
"""

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
