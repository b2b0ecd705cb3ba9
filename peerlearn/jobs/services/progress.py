"""Long work and how far it is: waiting, running, then done or failed, and nothing after that.

The worker says how far it is, the page of its owner asks. What a worker left behind that was killed is told as failed.
"""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db.models.functions import Greatest
from django.utils import translation

from peerlearn.jobs.models import Job, JobState
from peerlearn.people.models import User

STALLED_AFTER = timedelta(minutes=30)  # without a word from the worker


def start_job(owner: User, *, kind: str, title: str, total: int = 0, result_url: str = "") -> Job:
    """A piece of long work of `total` steps, waiting for a worker; `result_url` is where its owner goes afterwards."""
    return Job.objects.create(owner=owner, kind=kind, title=title[:200], total=total, result_url=result_url)


def claim(job: Job, *, now: datetime) -> bool:
    """Take a waiting job; whether it is ours. Of two workers one gets it."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    return bool(waiting.update(state=JobState.RUNNING, updated_at=now))


def advance(job: Job, *, done: int, total: int | None = None, now: datetime) -> bool:
    """Note that `done` steps are finished; whether the job still goes on. It never goes back."""
    values = {"state": JobState.RUNNING, "done": Greatest("done", done), "updated_at": now}
    return bool(Job.objects.filter(pk=job.pk).going_on().update(**values | ({"total": total} if total else {})))


def finish(job: Job, *, message: str = "", now: datetime) -> bool:
    """All of it is done. A job that has ended stays as it is."""
    return _end(job, JobState.DONE, message, now)


def fail(job: Job, *, message: str, now: datetime) -> bool:
    """It cannot be done; `message` tells its owner why and what to do."""
    return _end(job, JobState.FAILED, message, now)


def in_words_of(owner: User) -> AbstractContextManager[None]:
    """What a worker says within is said in the language of the job's owner."""
    return translation.override(owner.language)


def fail_stalled(*, now: datetime) -> int:
    """Tell as failed what has been running without a word for half an hour; returns how many jobs that were."""
    stalled = Job.objects.filter(state=JobState.RUNNING, updated_at__lt=now - STALLED_AFTER)
    return stalled.update(state=JobState.FAILED, updated_at=now)


def _end(job: Job, state: JobState, message: str, now: datetime) -> bool:
    ended = Job.objects.filter(pk=job.pk).going_on()
    if not ended.update(state=state, message=message, updated_at=now):
        return False
    if state == JobState.DONE:
        Job.objects.filter(pk=job.pk).update(done=Greatest("done", "total"))
    return True
