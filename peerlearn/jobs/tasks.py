"""Doors for the worker."""

from celery import shared_task


@shared_task(name="jobs.beat")
def beat() -> None:
    """The sign of life of the clock, the queue and the worker together."""
    from peerlearn.jobs.services.heartbeats import beat

    beat("beat")
