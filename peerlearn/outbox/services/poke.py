"""Waking a worker early. It may be lost, doubled or late: everything to do stands in the table."""

from peerlearn.core.queue import ask_worker
from peerlearn.outbox.tasks import sweep

EXPIRES_SECONDS = 50  # older pokes have been overtaken by the clock's


def poke() -> None:
    """Ask a worker to sweep now; never raises, and never waits long."""
    ask_worker(sweep, expires=EXPIRES_SECONDS)
