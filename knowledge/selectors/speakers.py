"""What somebody who is heard in a recording may say about it, and what they have said."""

from dataclasses import dataclass

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
