"""What somebody who is heard in a recording may say about it, and what they have said."""

from dataclasses import dataclass

from knowledge.enums import SpeakerWish
from knowledge.models import Article, Passage, SpeakerChoice
from knowledge.selectors.transcript import CueLine, lines_of
from peerlearn.people.models import User


@dataclass(frozen=True)
class Speaker:
    """Somebody at one line; `lines` counts all that the transcript gives to the same person."""

    line: CueLine
    lines: int


def speaker_at(article: Article, passage: Passage) -> Speaker:
    said = Passage.objects.shown().filter(article=article, speaker=passage.speaker)
    (line,) = lines_of(article, [passage])
    return Speaker(line, said.count())


def own_choices(article: Article, user: User) -> list[SpeakerChoice]:
    """What this person said about being heard here."""
    return list(SpeakerChoice.objects.filter(article=article, user=user).order_by("pk"))


@dataclass(frozen=True)
class NamedByThemselves:
    """Somebody who is named because they said that it is them, and the first line of theirs."""

    pk: int
    name: str
    line: CueLine


def named_by_themselves(article: Article) -> list[NamedByThemselves]:
    """For whoever may say that it is somebody else. Whoever wants to be taken out is not told of."""
    choices = SpeakerChoice.objects.filter(article=article, wish=SpeakerWish.NAMED).select_related("user")
    named = {choice.speaker: choice for choice in choices.order_by("pk")}
    said = Passage.objects.shown().filter(article=article, speaker__in=named).order_by("speaker", "number")
    first = list(said.distinct("speaker").defer("words", "exact")) if named else []
    lines = zip(first, lines_of(article, first), strict=True) if first else ()
    return [NamedByThemselves(named[one.speaker].pk, named[one.speaker].user.name, line) for one, line in lines]
