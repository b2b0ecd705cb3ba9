"""A session leads to what was kept of it, and an article names the expert who signed off."""

from knowledge.models import Article
from knowledge.selectors.checklist import capture_checklist
from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.models import Session
from rituals.selectors.sign_offs import approved_by


def capture_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The way from a session to what was kept of it, once that is published."""
    article = Article.objects.visible_to(request.user).published().filter(session=session).first()
    if article is None:
        return None
    kept = [line for line in capture_checklist(article).lines if line.done]
    return Panel("knowledge/panels/capture.html", {"article": article, "kept": kept})


def sign_off_panel(request: SignedInRequest, article: Article) -> Panel | None:
    """The expert's name beside what was kept of a topic that needs one."""
    expert = approved_by(article.session) if article.session else None
    return Panel("knowledge/panels/signed_off.html", {"expert": expert}) if expert else None
