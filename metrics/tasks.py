"""Doors for the worker: each runs one service and may be run twice."""

from datetime import date

from celery import shared_task


@shared_task(name="metrics.compute_velocity")
def compute_velocity() -> None:
    from metrics.services.snapshots import compute

    compute()


@shared_task(name="metrics.compute_velocity_around")
def compute_velocity_around(day: str) -> None:
    """`day` is the local date, as in 2026-11-23, of a session about which something changed."""
    from metrics.services.snapshots import compute_around

    compute_around(date.fromisoformat(day))
