"""Guides: pages that somebody answers for, and looks at again every half year.

Whoever wrote a guide has just seen that it is right. Saying "still right" renews that; a change by somebody else, or
another person who answers for it, asks for a look at once.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from knowledge.enums import ArticleKind
from knowledge.models import Article
from knowledge.notices.reviews import GUIDE_REVIEW, review_key
from knowledge.services.articles import publish_new
from peerlearn.core.windows import local_day, organisation_zone
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.recurrence import as_instant

REVIEWED_EVERY = timedelta(days=180)
MORNING = time(9)
ASKED_FOR = timedelta(days=30)  # before a question that could not be sent is dropped


def write_guide(by: User, *, title: str, body: str, topics: Iterable[str] = (), now: datetime) -> Article:
    """Publish a guide; `by` answers for it until somebody else does."""
    guide = Article(kind=ArticleKind.GUIDE, title=title, body=body)
    guide.verifier, guide.verified_at, guide.review_on = by, now, local_day(now) + REVIEWED_EVERY
    return publish_new(guide, by=by, topics=topics, now=now)


def confirm_guide(guide: Article, *, by: User, now: datetime) -> Article:
    """It is still right, says `by`, and answers for it from now on."""
    guide.verifier, guide.verified_at, guide.review_on = by, now, local_day(now) + REVIEWED_EVERY
    guide.save(update_fields=["verifier", "verified_at", "review_on", "updated_at"])
    return guide


def hand_over(guide: Article, *, to: User, now: datetime) -> Article:
    """`to` answers for it; nobody has verified it before they did. The same person again changes nothing."""
    if guide.verifier_id == to.pk:
        return guide
    guide.verifier, guide.verified_at, guide.review_on = to, None, local_day(now)
    guide.save(update_fields=["verifier", "verified_at", "review_on", "updated_at"])
    return guide


def ask_again(article: Article, *, changed_by: User, now: datetime) -> None:
    """A guide was changed by somebody who does not answer for it: its verifier should look."""
    today = local_day(now)
    if article.kind != ArticleKind.GUIDE or article.verifier_id in (None, changed_by.pk):
        return
    if article.review_on is None or article.review_on > today:
        article.review_on = today
        article.save(update_fields=["review_on", "updated_at"])


def ask_for_reviews(*, now: datetime) -> int:
    """Ask whoever answers for a guide whose day has come, once for each day; returns how many questions are new."""
    due = Article.objects.to_look_at(local_day(now)).filter(review_on__isnull=False, verifier__is_active=True)
    return enqueue(_question(guide) for guide in due.select_related("verifier"))


def _question(guide: Article) -> Draft:
    if guide.review_on is None:
        raise ValueError(guide)
    asked = as_instant(datetime.combine(guide.review_on, MORNING), organisation_zone())
    return Draft(
        kind=GUIDE_REVIEW,
        recipient=guide.verifier,
        object_key=review_key(guide),
        due_at=asked,
        expires_at=asked + ASKED_FOR,
    )
