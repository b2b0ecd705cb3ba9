"""A limit in total for talking to a server: a socket's own timeout begins anew at every byte."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta


@contextmanager
def cut_off_after(limit: timedelta, connection: socket.socket | None) -> Iterator[None]:
    """Shut the socket once `limit` is over; what waits for it then fails. Without a socket there is no limit."""
    if connection is None:
        yield
        return
    connection.settimeout(limit.total_seconds())
    timer = threading.Timer(limit.total_seconds(), _shut, [connection])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Past an SSLSocket's own shutdown, which would leave the thread that waits in it in the plain.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
