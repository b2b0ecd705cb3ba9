"""The words of a recording as a reader follows them, in parts that a browser can bear.

Only teachers are named; everybody else is a colleague.
"""

from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from knowledge.models import Article, Passage

PART = 500  # passages, about five hours of talk


@dataclass(frozen=True)
class CueLine:
    """A passage as it is read. `who` is empty while the same person goes on."""

    number: int
    seconds: float | None
    about: bool
    who: str
    text: str


@dataclass(frozen=True)
class TranscriptPart:
    """Passages of part `part` of `parts`, counted from 1; `total` counts all of them."""

    lines: tuple[CueLine, ...]
    part: int
    parts: int
    total: int


def transcript_of(article: Article, *, part: int | None = None, second: float | None = None) -> TranscriptPart:
    """The part asked for, else the one in which `second` is spoken, else the first."""
    passages = Passage.objects.shown().filter(article=article)
    sizes = passages.aggregate(total=Count("pk"), last=Max("number"))
    parts = part_of(sizes["last"] or 1)
    if part is None and second is not None and parts > 1:
        said = passages.filter(starts__lte=second).aggregate(last=Max("number"))
        part = part_of(said["last"] or 1)
    part = min(max(part or 1, 1), parts)
    shown = passages.filter(number__gt=(part - 1) * PART, number__lte=part * PART).order_by("number")
    return TranscriptPart(_lines(article, list(shown.defer("words", "exact"))), part, parts, sizes["total"])


def passage_at(article: Article, second: int) -> Passage | None:
    """What is said in that second of the recording, None before the first word."""
    said = Passage.objects.shown().filter(article=article, starts__lt=second + 1)
    return said.order_by("number").last()


def part_of(number: int) -> int:
    """The part that passage `number` stands in."""
    return (number - 1) // PART + 1


def speaker_label(teacher: str | None, speaker: str) -> str:
    """How a speaker is shown: a teacher by name, anybody else as a colleague, nobody when nobody is named."""
    return teacher or (_("a colleague") if speaker else "")


def _lines(article: Article, passages: list[Passage]) -> tuple[CueLine, ...]:
    names = {teacher.pk: teacher.name for teacher in article.teachers()}
    lines, before = [], ""
    for passage in passages:
        who = speaker_label(names.get(passage.speaker_user_id or 0), passage.speaker)
        lines.append(
            CueLine(passage.number, passage.starts, passage.estimated, "" if who == before else who, passage.text)
        )
        before = who
    return tuple(lines)
