"""The embedded Redis: start, ask whether it answers, stop. Same rules as for PostgreSQL.

Every write goes to an append-only file, flushed each second: a killed Redis comes back with its queue.
"""

from __future__ import annotations

import signal
import socket

from .binaries import redis_server
from .paths import EmbeddedError, Places
from .processes import detach, end, last_line, running, wait_until

START_SECONDS = 30.0
STOP_SECONDS = 10.0
PROGRAMS = (b"redis-server ", b"valkey-server ")


class Redis:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.log = places.var / "log" / "redis.log"

    def ready(self) -> bool:
        """Whether it answers; one that still loads its file does not yet."""
        return self._ask().startswith(b"+PONG")

    def _ask(self) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.places.redis_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64)
        except OSError:
            return b""

    def ensure(self) -> None:
        """Leave with a server that answers. Raises EmbeddedError with its last words otherwise."""
        if not self.places.redis_data.exists():
            self.stop()  # the folder may have been deleted under a running server
        reply = self._ask()
        if reply and wait_until(self.ready, START_SECONDS):
            return
        self.stop()
        self._launch()

    def stop(self) -> None:
        """End the server; it writes what it holds first."""
        end(self._servers(), signal.SIGTERM, STOP_SECONDS)

    def _servers(self) -> list[int]:
        """Redis writes its own command line: `<program> unixsocket:<path>`."""
        path = bytes(self.places.redis_socket)
        lines = ((pid, b" ".join(line)) for pid, line in running())
        return [pid for pid, line in lines if path in line and any(name in line for name in PROGRAMS)]

    def _launch(self) -> None:
        try:
            self.places.redis_data.mkdir(exist_ok=True)
        except OSError as error:
            raise EmbeddedError(f"Redis did not start: {error}") from None
        self.places.redis_socket.unlink(missing_ok=True)
        options = {
            "daemonize": "no",
            "port": "0",
            "unixsocket": str(self.places.redis_socket),
            "unixsocketperm": "700",
            "dir": str(self.places.redis_data),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",  # a queue must never lose entries to make room
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        program = redis_server()
        # Called by its bare name: the line it writes holds 255 bytes, and a long path would push the socket out.
        server = detach([program.name, *arguments], self.log, executable=program)
        wait_until(lambda: self.ready() or server.returncode is not None, START_SECONDS)
        if not self.ready():
            raise EmbeddedError(f"Redis did not start: {last_line(self.log)} (more in {self.log})")
