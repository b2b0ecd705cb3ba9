"""What is kept of a session that was held: recorded as usual, or "do not record"."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.services.capture import settle_capture
from peerlearn.people.models import User
from rituals.enums import CapturePolicy
from rituals.selectors.consents import ended_sessions
from rituals.services.capture_policies import change_capture_policy


def refuse_unrecorded(article: Article) -> None:
    """Raises ValueError where nothing that was said is kept, or not any more."""
    if article.session and article.session.capture_policy == CapturePolicy.NOTES_ONLY:
        raise ValueError(_("This session is not recorded: notes are all that is asked for."))
    if ended_sessions(timezone.now()).filter(session=article.session_id).exists():
        raise ValueError(_("The time is over for which its teachers allow a recording. The notes stay."))


@transaction.atomic
def set_capture_policy(article: Article, *, policy: CapturePolicy, by: User, now: datetime) -> Article:
    """Ask for what the policy asks for, and judge anew whether the session is captured. Said again it is the same."""
    if article.session and article.session.capture_policy != policy:
        article.session = change_capture_policy(article.session, policy=policy, by=by, now=now)
        settle_capture(article, now=now)
    return article
