"""What somebody typed and has not saved."""

from knowledge.enums import ArticleKind
from knowledge.models import Article, Draft
from peerlearn.people.models import User


def draft_of(user: User, *, kind: ArticleKind, article: Article | None) -> Draft | None:
    """The draft of a new article of `kind`, or of a change to `article`."""
    drafts = Draft.objects.select_related("based_on").filter(user=user, article=article)
    return (drafts if article else drafts.filter(kind=kind)).first()
