"""Sending whatever is due: the one loop behind the worker's task and `manage.py sweep`.

Any number of sweeps may run at once. A sweep that ended well leaves its heart-beat, and `/readyz` listens.
"""

import time
from collections.abc import Callable

import structlog

from peerlearn.jobs.services.heartbeats import beat
from peerlearn.outbox.enums import Channel
from peerlearn.outbox.outlet import Unreachable
from peerlearn.outbox.outlets import Outlets
from peerlearn.outbox.services.claims import Claim, claim, release
from peerlearn.outbox.services.delivery import deliver
from peerlearn.outbox.timing import timing

log = structlog.get_logger(__name__)
BATCH = 5  # few enough that a whole batch of slow sends fits into one lease
LIMIT = 500


def sweep(*, limit: int = LIMIT, stop: Callable[[], bool] = lambda: False) -> int:
    """Deal with due messages until nothing is due, and return how many that were.

    Ends early at about `limit`, or when `stop` says so (the message in hand is finished). When the mail server takes no
    connection, mails wait unchanged for the next sweep and only other channels go on, so that a long outage costs one
    attempt to connect per sweep and its end is noticed at once.
    """
    handled = 0
    shut: set[str] = set()
    with Outlets() as outlets:
        while handled < limit and not stop() and (taken := claim(BATCH, without=shut)).ids:
            try:
                handled += _work_off(taken, outlets, stop)
            except Unreachable as error:
                log.warning("mail_server_unreachable", error=str(error))
                shut.add(Channel.MAIL)
    beat("sweep")
    return handled


def sweep_within_budget() -> bool:
    """One sweep of a worker, bounded in time; whether there may be more to do."""
    deadline = time.monotonic() + timing().sweep_budget.total_seconds()
    handled = sweep(stop=lambda: time.monotonic() > deadline)
    return handled >= LIMIT or time.monotonic() > deadline


def _work_off(taken: Claim, outlets: Outlets, stop: Callable[[], bool]) -> int:
    """Deliver a claimed batch; what is not begun is given back."""
    for done, message_id in enumerate(taken.ids):
        if stop():
            release(taken.token, taken.ids[done:])
            return done
        try:
            deliver(message_id, taken.token, outlets)
        except Unreachable as error:
            release(taken.token, taken.ids[done:], why=f"mail server: {error}")
            raise
    return len(taken.ids)
