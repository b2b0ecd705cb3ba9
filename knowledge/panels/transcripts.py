"""What a reader should know of a transcript before trusting each word of it."""

from knowledge.models import MADE_BY_MACHINE, Article, Transcript
from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest


def by_machine_panel(request: SignedInRequest, article: Article) -> Panel | None:
    """Nobody wrote it: a model on this machine heard it."""
    heard = Transcript.objects.filter(article=article, format=MADE_BY_MACHINE)
    return Panel("knowledge/panels/by_machine.html", {}) if heard.exists() else None
