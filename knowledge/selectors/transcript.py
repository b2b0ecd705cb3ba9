"""The words of a recording as a reader follows them, in parts that a browser can bear.

Only teachers are named, and whoever agreed to be; everybody else is a colleague. What somebody asked to be taken out is
nowhere.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from knowledge.enums import SpeakerWish
from knowledge.models import Article, Passage, SpeakerChoice
from knowledge.providers import opened_at
from knowledge.selectors.recordings import heard

PART = 250  # passages, about two hours of talk


@dataclass(frozen=True)
class CueLine:
    """A passage as it is read. `who` is empty while the same person goes on.

    `elsewhere` opens a linked recording where this is said, as far as such a link can tell the second.
    `unnamed` says that somebody speaks who is a colleague, and may say that it is them.
    """

    number: int
    seconds: float | None
    about: bool
    who: str
    text: str
    elsewhere: str = ""
    unnamed: bool = False

    @property
    def form(self) -> str:
        """Where it is put right, seen from the article's address: short, since a page says it hundreds of times."""
        return f"lines/{self.number}/"

    @property
    def speaker_form(self) -> str:
        """Where somebody says that it is them."""
        return f"{self.form}speaker/"

    @property
    def place(self) -> str:
        """What follows the article's address to open it here, also where this is another part."""
        start = {} if self.seconds is None else {"t": int(self.seconds)}
        part = {"part": part_of(self.number)} if part_of(self.number) > 1 else {}
        asked = urlencode(start | part)
        return f"{'?' if asked else ''}{asked}#p{self.number}"


@dataclass(frozen=True)
class TranscriptPart:
    """Passages of part `part` of `parts`, counted from 1; `total` counts all of them.

    `since` is the second at which the part begins, `until` the one at which the next begins: None for the first and the
    last part, and where no times are known.
    """

    lines: tuple[CueLine, ...]
    part: int
    parts: int
    total: int
    since: float | None = None
    until: float | None = None

    @property
    def timed(self) -> bool:
        return any(line.seconds is not None for line in self.lines)


def transcript_of(article: Article, *, part: int | None = None, second: float | None = None) -> TranscriptPart:
    """The part asked for, else the one in which `second` is spoken, else the first."""
    passages = Passage.objects.shown().filter(article=article)
    sizes = passages.aggregate(total=Count("pk"), last=Max("number"))
    parts = part_of(sizes["last"] or 1)
    if part is None and second is not None and parts > 1:
        said = passages.filter(starts__lt=int(second) + 1).aggregate(last=Max("number"))
        part = part_of(said["last"] or 1)
    part = min(max(part or 1, 1), parts)
    first, last = (part - 1) * PART + 1, part * PART
    # One more than is shown: where it begins, the next part does.
    rows = list(passages.filter(number__gte=first).order_by("number").defer("words", "exact")[: PART + 1])
    shown = [passage for passage in rows if passage.number <= last]
    after = rows[len(shown) :]
    return TranscriptPart(
        tuple(_reading(article, shown)),
        part,
        parts,
        sizes["total"],
        since=shown[0].starts if shown and part > 1 else None,
        until=after[0].starts if after else None,
    )


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


def line_in_place(article: Article, passage: Passage) -> CueLine:
    """A passage as it stands in the transcript, where the one before may be of the same speaker."""
    before = Passage.objects.shown().filter(article=article, number=passage.number - 1).defer("words", "exact")
    return list(_reading(article, [*before, passage]))[-1]


def lines_of(article: Article, passages: Iterable[Passage]) -> tuple[CueLine, ...]:
    """Passages each by itself, with its speaker."""
    names, link = names_in(article), _link_of(article)
    return tuple(_line(passage, names, link) for passage in passages)


class Said(Protocol):
    """Words with the label of their speaker, and the teacher whom it was matched to."""

    @property
    def speaker(self) -> str: ...

    @property
    def speaker_user_id(self) -> int | None: ...


@dataclass(frozen=True)
class Names:
    """Who is shown by name: teachers by their key, others by the label that they said is theirs."""

    teachers: Mapping[int, str]
    agreed: Mapping[str, str]

    def label(self, said: Said) -> str:
        known = self.teachers.get(said.speaker_user_id or 0) or self.agreed.get(said.speaker)
        return speaker_label(known, said.speaker)

    def misses(self, passage: Passage) -> bool:
        """Whether somebody speaks who is not shown by name."""
        known = (passage.speaker_user_id or 0) in self.teachers or passage.speaker in self.agreed
        return bool(passage.speaker) and not known


def names_in(article: Article) -> Names:
    """Whom a transcript names: its teachers, and those who agreed."""
    return names_in_all([article])[article.pk]


def names_in_all(articles: Collection[Article]) -> dict[int, Names]:
    """The same for many articles, by their key, in one query where their teachers are prefetched."""
    agreed: dict[int, dict[str, str]] = {article.pk: {} for article in articles}
    choices = SpeakerChoice.objects.filter(article__in=agreed, wish=SpeakerWish.NAMED)
    for article_id, speaker, name in choices.values_list("article", "speaker", "user__name"):
        agreed[article_id][speaker] = name
    return {
        article.pk: Names({teacher.pk: teacher.name for teacher in article.teachers()}, agreed[article.pk])
        for article in articles
    }


def _reading(article: Article, passages: Iterable[Passage]) -> Iterator[CueLine]:
    """Passages one after the other: a speaker is told when another one begins."""
    names, link, before = names_in(article), _link_of(article), None
    for passage in passages:
        line = _line(passage, names, link)
        yield replace(line, who="", unnamed=False) if passage.speaker == before else line
        before = passage.speaker


def _line(passage: Passage, names: Names, link: str) -> CueLine:
    elsewhere = opened_at(link, int(passage.starts)) if link and passage.starts is not None else ""
    return CueLine(
        passage.number,
        passage.starts,
        passage.estimated,
        names.label(passage),
        passage.text,
        elsewhere=elsewhere,
        unnamed=names.misses(passage),
    )


def _link_of(article: Article) -> str:
    return heard().filter(article=article).values_list("url", flat=True).first() or ""
