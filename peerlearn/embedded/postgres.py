"""The embedded PostgreSQL: make the cluster, start, ask whether it answers, stop.

Whether it runs is asked over its socket and never read from a file. Whatever a killed server leaves (process
id file, socket, backends that outlive it) is cleared before the next start.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

from .account import cluster_home, public_folder, server_account
from .binaries import postgres_bin, postgres_major
from .paths import POSTGRES_PORT, EmbeddedError, Places
from .processes import clean_environment, command_line, detach, end, last_line, running, wait_until

START_SECONDS = 60.0  # crash recovery of a large cluster takes its time
STOP_SECONDS = 15.0
PROTOCOL = 196608  # version 3.0
STARTING_UP = b"C57P03"
SETTINGS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "dynamic_shared_memory_type": "mmap",  # /dev/shm is tiny in many containers
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
INITDB_OPTIONS = [
    *("-U", "postgres", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--auth=trust", "--no-instructions"),  # the folder of the socket keeps everybody else out
]
# A plain role, as in production; CREATEDB lets tests make their own databases.
BOOTSTRAP = b"CREATE ROLE peerlearn LOGIN CREATEDB;\nCREATE DATABASE peerlearn OWNER peerlearn;\n"


def _durable() -> bool:
    return os.environ.get("PEERLEARN_DURABLE", "1") != "0"


class Postgres:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.log = places.var / "log" / "postgres.log"
        self.account = server_account()

    @cached_property
    def bin(self) -> Path:
        return postgres_bin(self.account)

    @cached_property
    def data(self) -> Path:
        return cluster_home(self.places, self.account) / f"pg{postgres_major(self.bin)}"

    def ready(self) -> bool:
        """Whether it takes connections; a server in recovery does not yet."""
        body = struct.pack("!I", PROTOCOL) + b"user\0postgres\0database\0postgres\0\0"
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.places.postgres_socket))
                connection.sendall(struct.pack("!I", len(body) + 4) + body)
                reply = connection.recv(1024)
        except OSError:
            return False
        return bool(reply) and STARTING_UP not in reply

    def ensure(self) -> None:
        """Leave with a server that answers; make the cluster on the first start.

        Raises EmbeddedError with the server's last words when it cannot start.
        """
        if not self._has_cluster():
            self.stop()  # the folder may have been deleted under a running server
            self._make_cluster()
        if self.ready() or self._comes_up():
            return
        self.stop()
        self._clear_stale_files()
        self._launch()

    def stop(self) -> None:
        """End the server and whatever of a killed one still runs."""
        if master := self._masters():
            end(master, signal.SIGINT, STOP_SECONDS)
        end(self._backends(), signal.SIGQUIT, 2)

    def _has_cluster(self) -> bool:
        """A cluster outside `var` counts only as long as `var` remembers it: who deletes `var` starts afresh."""
        if not self.data.exists():
            return False
        if self.data.stat().st_uid != self.account.uid:
            raise EmbeddedError(f"{self.data} belongs to another account: start as that account.")
        remembered = self.data.parent == self.places.var or self._note.exists()
        return remembered and (self.data / "PG_VERSION").exists()

    @property
    def _note(self) -> Path:
        return self.places.var / "cluster-place"

    def _masters(self) -> list[int]:
        name = f"cluster_name={self.places.mark}".encode()
        found = [pid for pid, line in running() if line[0].endswith(b"postgres") and name in line]
        return found or self._moved()

    def _moved(self) -> list[int]:
        """The server of this cluster, started before the checkout was moved to where it is now."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return []
        line = command_line(pid)
        if not line or not line[0].endswith(b"postgres") or b"-D" not in line[:-1]:
            return []
        return [] if os.path.exists(line[line.index(b"-D") + 1]) else [pid]

    def _backends(self) -> list[int]:
        title = f"postgres: {self.places.mark}: ".encode()
        return [pid for pid, line in running() if line[0].startswith(title)]

    def _comes_up(self) -> bool:
        """A live server that does not answer yet is recovering: wait, unless its socket was removed."""
        masters = self._masters()
        if not masters or not self.places.postgres_socket.exists():
            return False
        wait_until(lambda: self.ready() or not command_line(masters[0]), START_SECONDS)
        return self.ready()

    def _clear_stale_files(self) -> None:
        lock = self.places.postgres_socket.with_name(self.places.postgres_socket.name + ".lock")
        for left in (self.data / "postmaster.pid", lock, self.places.postgres_socket):
            left.unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """Built aside and renamed at the end: a start that is killed leaves no half cluster."""
        if self.data.parent != self.places.var:
            public_folder(self.data.parent)
            self._note.write_text(f"{self.data}\n")
        draft = self.data.with_name(f"{self.data.name}.draft")
        for folder in (draft, self.data):
            shutil.rmtree(folder, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.own(draft)
        sync = [] if _durable() else ["--no-sync"]
        self._run("initdb", ["-D", str(draft), *INITDB_OPTIONS, *sync])
        self._run("postgres", ["--single", "-D", str(draft), "postgres"], statements=BOOTSTRAP)
        draft.rename(self.data)

    def _run(self, program: str, arguments: list[str], statements: bytes = b"") -> None:
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603 - our own commands
                [str(self.bin / program), *arguments],
                input=statements,
                stdout=output,
                stderr=output,
                cwd="/",
                env=clean_environment(),
                start_new_session=True,
                check=False,
                **self.account.arguments,
            )
            output.seek(0)
            text = output.read().decode(errors="replace")
        # Single-user mode ends with 0 even after an error.
        if done.returncode or "ERROR:" in text or "FATAL:" in text:
            raise EmbeddedError(f"{program} failed: {' '.join(text.split())[-500:]}")

    def _launch(self) -> None:
        ours = {"unix_socket_directories": str(self.places.sockets), "cluster_name": self.places.mark}
        settings = SETTINGS | ours | ({} if _durable() else NOT_DURABLE)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = detach(
            [str(self.bin / "postgres"), "-D", str(self.data), *options], self.log, **self.account.arguments
        )
        wait_until(lambda: self.ready() or server.returncode is not None, START_SECONDS)
        if not self.ready():
            raise EmbeddedError(f"PostgreSQL did not start: {last_line(self.log)} (more in {self.log})")
