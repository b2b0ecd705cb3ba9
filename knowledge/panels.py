"""What knowledge shows on other apps' pages."""

from knowledge.models import Article
from knowledge.selectors.checklist import capture_checklist
from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Session


def capture_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The way from a session to what was kept of it, once that is published."""
    article = Article.objects.visible_to(request.user).published().filter(session=session).first()
    if article is None:
        return None
    kept = [line for line in capture_checklist(article).lines if line.done]
    return Panel("knowledge/panels/capture.html", {"article": article, "kept": kept})
