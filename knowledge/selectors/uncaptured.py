"""Sessions that would answer if somebody had kept what was said: held, to be captured, without a transcript.

Whoever looks for one may ask for it, once, without a name: it is known by a mark made of session, person and key.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from knowledge.folding import config_for
from knowledge.models import CaptureAsk
from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from peerlearn.topics.models import topic_key
from rituals.enums import CapturePolicy
from rituals.models import Session
from rituals.models.session import SessionQuerySet

SHOWN = 3
REMEMBERED = timedelta(days=365)  # what was longer ago, nobody can retell
MARK_SALT = "knowledge.capture_ask"


def sessions_without_words() -> SessionQuerySet:
    """Held sessions that owe a recording and have no transcript."""
    return Session.objects.held().filter(capture_policy=CapturePolicy.STANDARD, article__transcript=None)


def uncaptured(text: str, user: User, *, now: datetime) -> list[Session]:
    """Those of the last year without anything published whose title, abstract or topic answers, the latest first."""
    answering = _answering(text, topic_key(text), since=now - REMEMBERED)
    if not answering:  # mostly: and to ask who may see them takes longer
        return []
    visible = Session.objects.visible_to(user).filter(pk__in=answering)
    return list(
        visible.select_related("ritual")
        .prefetch_related("teachings__user", "ritual__facilitations")
        .order_by("-starts_at")[:SHOWN]
    )


@written_once
def _answering(text: str, key: str, *, since: datetime) -> "QuerySet[Session, int]":
    config = config_for(get_language() or "")
    filed = Session.topics.through.objects.filter(Q(topic__key=key) | Q(topic__synonyms__key=key))
    unpublished = sessions_without_words().filter(article__published_at=None, starts_at__gt=since).exclude(title="")
    described = unpublished.annotate(described=SearchVector("title", "abstract", config=config))
    answers = Q(described=SearchQuery(text, config=config)) | Q(pk__in=filed.values("session_id"))
    return described.filter(answers).values_list("pk", flat=True)


def asked_by(user: User, session_ids: Collection[int]) -> frozenset[int]:
    """For which of these sessions `user` has asked already."""
    marks = [asker_mark(session_id, user) for session_id in session_ids]
    return frozenset(CaptureAsk.objects.filter(mark__in=marks).values_list("session_id", flat=True))


def asker_mark(session_id: int, user: User) -> str:
    """Names the asking without naming who asks."""
    return salted_hmac(MARK_SALT, f"{session_id}:{user.pk}", algorithm="sha256").hexdigest()[:32]
