"""The recording of an article, as far as it may still be heard."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from knowledge.models import Article, Passage, Recording, Transcript
from knowledge.providers import opened_at
from rituals.selectors.consents import refused_sessions


@dataclass(frozen=True)
class Elsewhere:
    """Where a linked recording opens; `second` is None where the link cannot tell one, or none was asked for."""

    url: str
    second: int | None = None


def heard() -> QuerySet[Recording]:
    """Recordings that all their teachers still allow."""
    return Recording.objects.exclude(article__session__in=refused_sessions())


def recording_of(article: Article) -> Recording | None:
    return heard().filter(article=article).first()


def still_kept() -> QuerySet[Article]:
    """Articles of which anything that was said is still here, hidden or not."""
    rows = (model.objects.filter(article=OuterRef("pk")) for model in (Recording, Transcript, Passage))
    recording, transcript, passage = (Q(Exists(found)) for found in rows)
    return Article.objects.filter(recording | transcript | passage)


def elsewhere(recording: Recording, second: int | None) -> Elsewhere:
    """The link of a recording that lies elsewhere, at `second` where its provider has a way to say that."""
    at = opened_at(recording.url, second) if second else ""
    return Elsewhere(at, second) if at else Elsewhere(recording.url)
