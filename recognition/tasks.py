"""Doors for the worker: each runs one service and may be run twice."""

from celery import shared_task


@shared_task(name="recognition.derive_credits")
def derive_credits() -> None:
    from recognition.services.credits import rederive

    rederive()
