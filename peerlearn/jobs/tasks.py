"""Doors for the worker."""

from celery import shared_task


@shared_task(name="jobs.beat")
def beat() -> None:
    """The sign of life of the clock, the queue and the worker together."""
    from peerlearn.jobs.services.heartbeats import beat

    beat("beat")


@shared_task(name="jobs.ask_again")
def ask_again() -> None:
    """Ask for work whose request was lost. Safe to run twice."""
    from django.utils import timezone

    from peerlearn.jobs.services.waiting import ask_again

    ask_again(now=timezone.now())


@shared_task(name="jobs.fail_stalled")
def fail_stalled() -> None:
    """Tell as failed what a killed worker left behind. Safe to run twice."""
    from django.utils import timezone

    from peerlearn.jobs.services.progress import fail_stalled

    fail_stalled(now=timezone.now())
