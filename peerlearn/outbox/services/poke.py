"""Waking a worker early. It may be lost, doubled or late: everything to do stands in the table."""

import structlog

from peerlearn.outbox.tasks import sweep

log = structlog.get_logger(__name__)
PATIENCE_SECONDS = 0.25  # each for connecting and for the answer: a page never waits longer for the broker
EXPIRES_SECONDS = 50  # older pokes have been overtaken by the clock's


def poke() -> None:
    """Ask a worker to sweep now. Never raises; a broker that is away is only logged."""
    limits = {
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
        "retry_on_timeout": False,
    }
    try:
        with sweep.app.connection_for_write(transport_options=limits) as connection:
            sweep.apply_async(connection=connection, retry=False, expires=EXPIRES_SECONDS)
    except Exception as error:  # the client has its own family of errors, and none of them may reach a page
        log.warning("poke_failed", error=f"{type(error).__name__}: {error}")
