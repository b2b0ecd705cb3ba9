"""Work whose request to a worker was lost is asked for again, all kinds in one way.

Apps say in `AppConfig.ready` which task does a kind of work. The task gets the number of the job and takes it with
`progress.claim`: asked twice, the work is done once.
"""

from datetime import datetime, timedelta

from celery import Task

from peerlearn.core.queue import ask_worker
from peerlearn.jobs.models import Job, JobState

PATIENCE = timedelta(minutes=5)
_tasks: dict[str, Task] = {}


def done_by(task: Task, *kinds: str) -> None:
    """From now on jobs of these kinds that nobody has taken are asked of `task` again."""
    _tasks.update(dict.fromkeys(kinds, task))


def ask_again(*, now: datetime) -> int:
    """Ask a worker once more for what has waited for five minutes; returns how many jobs that are.

    A request that stays in a queue until the next round is dropped there, so that they do not pile up.
    """
    waiting = Job.objects.filter(kind__in=_tasks, state=JobState.WAITING, created_at__lte=now - PATIENCE)
    rows = list(waiting.order_by("pk").values_list("pk", "kind"))
    for number, kind in rows:
        ask_worker(_tasks[kind], number, expires=PATIENCE.total_seconds())
    return len(rows)
