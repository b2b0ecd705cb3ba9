"""Asking a worker for something from within a page: quickly, or not at all.

What is asked for must also stand in the database, where a periodic job finds it: a request to a worker may be lost.
"""

from typing import Any

import structlog
from celery import Task

log = structlog.get_logger(__name__)
PATIENCE_SECONDS = 0.3  # a page never waits longer for the broker


def ask_worker(task: Task, *arguments: Any, expires: float | None = None) -> bool:
    """Queue the task now and return whether that worked. Never raises: a broker that is away is only logged.

    After `expires` seconds in the queue it is dropped.
    """
    limits = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS, "max_retries": 0}
    try:
        # A connection of its own, since those of the pool are patient for seconds, as a worker's must be.
        with task.app.connection_for_write(transport_options=limits) as connection:
            task.apply_async(arguments, connection=connection, retry=False, expires=expires)
    except Exception as error:  # the client has its own family of errors, and none of them may reach a page
        log.warning("worker_not_asked", task=task.name, error=f"{type(error).__name__}: {error}")
        return False
    return True
