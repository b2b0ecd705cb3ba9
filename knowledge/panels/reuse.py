"""What somebody's teaching did since, told to them as counts: beside the article, and on their own profile."""

from knowledge.models import Article
from knowledge.selectors.reuse import reuse_of, still_teaching
from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User


def reuse_panel(request: SignedInRequest, article: Article) -> Panel | None:
    """For whoever taught it and whoever answers for that teaching, once there is something to use again."""
    if not request.user.has_perm("knowledge.see_reuse", article):
        return None
    context = {"reuse": reuse_of(article), "taught_it": request.user in article.teachers()}
    return Panel("knowledge/panels/reuse.html", context)


def still_teaching_panel(request: SignedInRequest, person: User) -> Panel | None:
    """On one's own profile only."""
    if person != request.user:
        return None
    taught = still_teaching(person)
    return Panel("knowledge/panels/still_teaching.html", {"taught": taught}) if taught.articles else None
