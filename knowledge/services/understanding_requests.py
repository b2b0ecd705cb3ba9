"""Asking a worker to read a capture once its files or notes have come.

What is asked for stands in a job, so that its owner sees how far it is; a request that is lost is found again.
"""

from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.tasks import suggest_for_capture
from peerlearn.core.queue import ask_worker
from peerlearn.jobs.models import Job, JobState
from peerlearn.jobs.services.progress import start_job
from peerlearn.people.models import User
from rituals.models import Session
from rituals.selectors.in_charge import in_charge

KIND = "knowledge.suggest"
STEPS = 5


def ask_to_understand(article: Article, *, by: User | None) -> Job | None:
    """Have the capture read as soon as the running transaction is committed; one request at a time waits.

    The job belongs to `by`, else to whoever runs or teaches the session. None for what is no session's capture.
    """
    if article.session is None:
        return None
    job = _waiting(article) or _job_of(article, by or _responsible(article.session))
    transaction.on_commit(partial(ask_worker, suggest_for_capture, article.pk))
    return job


def capture_address(article: Article) -> str:
    """Where the capture is written, and what its jobs lead to."""
    return reverse("knowledge:capture", args=[article.session_id])


def _waiting(article: Article) -> Job | None:
    return Job.objects.about(KIND, capture_address(article)).filter(state=JobState.WAITING).first()


def _job_of(article: Article, owner: User | None) -> Job | None:
    if owner is None:
        return None
    title = _("Reading “%(title)s”") % {"title": article.title}
    return start_job(owner, kind=KIND, title=title, total=STEPS, result_url=capture_address(article))


def _responsible(session: Session) -> User | None:
    return next(iter([*in_charge(session, timezone.now()), *session.teachers()]), None)
