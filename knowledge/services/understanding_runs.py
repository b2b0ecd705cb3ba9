"""Reading captures in the background: what was asked for, and what was never asked for because a request was lost.

When a capture was read that nobody has published yet, those who run and teach the session hear that it is ready.
"""

from datetime import datetime, timedelta

import structlog
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.services.readiness import tell_ready
from knowledge.services.understanding import understand
from knowledge.services.understanding_requests import KIND, capture_address
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import advance, fail, finish, in_words_of

log = structlog.get_logger(__name__)
PATIENCE = timedelta(minutes=3)  # without a word from a worker; then the request is taken for lost
MOST_AT_ONCE = 50


def understand_capture(article: Article, *, now: datetime) -> int:
    """Read the capture, tell its jobs how far it is, and tell people when it is ready to be published.

    Returns how many proposals are new.
    """
    jobs = list(Job.objects.about(KIND, capture_address(article)).going_on().select_related("owner"))
    try:
        new = understand(article, advance=lambda done: _advance(jobs, done))
        tell_ready(article, now=now)
    except Exception:
        for job in jobs:
            with in_words_of(job.owner):
                fail(job, message=_("It could not be read; everything you put here is kept."), now=timezone.now())
        raise
    for job in jobs:
        with in_words_of(job.owner):
            finish(job, message=_("Read: what was found waits for you."), now=timezone.now())
    return new


def understand_left_over(*, now: datetime) -> int:
    """Read the captures whose request was lost or whose worker was; returns how many."""
    number = 0
    for article in _left_over(now):
        try:
            understand_capture(article, now=now)
            number += 1
        except Exception as error:  # one text that cannot be read must not keep the others waiting
            log.warning("capture_not_read", article=article.pk, error=f"{type(error).__name__}: {error}")
    return number


def _left_over(now: datetime) -> list[Article]:
    forgotten = Job.objects.filter(kind=KIND, updated_at__lte=now - PATIENCE).going_on()
    sessions = [resolve(address).kwargs["pk"] for address in forgotten.values_list("result_url", flat=True)]
    articles = Article.objects.filter(session__in=sessions).select_related("session__ritual", "recording")
    return list(articles.order_by("pk")[:MOST_AT_ONCE])


def _advance(jobs: list[Job], done: int) -> None:
    for job in jobs:
        advance(job, done=done, now=timezone.now())
