"""Sharing the pair of servers between everything that uses one checkout.

Every user (the run, a command, a test session) holds a shared lock on `var/users.lock` until it ends. Whoever
leaves last stops the servers. The kernel drops the lock of a killed user, so a count can never be wrong; a
small guardian process notices that nobody is left when nobody could say so.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from .account import server_account
from .paths import CHECKOUT, EmbeddedError, Places, Urls, places
from .postgres import Postgres
from .processes import carrying, end, reap, wait_until
from .redis import Redis

GUARDIAN_SECONDS = 0.5
RUN_VARIABLE = "PEERLEARN_RUN"  # every process of a run carries it, with the mark of its checkout


def run_variable(where: Places) -> str:
    """The NAME=value by which processes of this checkout's run are found again."""
    return f"{RUN_VARIABLE}={where.mark}"


def end_leftovers(where: Places) -> int:
    """End what a killed run of this checkout left; returns how many processes that were."""
    left = carrying(run_variable(where))
    end(left, signal.SIGTERM, 5)
    return len(left)


def locked(file: IO[str], operation: int) -> bool:
    """Take the lock without waiting; whether it was free."""
    try:
        fcntl.flock(file, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Stack:
    """Both servers of one `var` folder."""

    def __init__(self, where: Places) -> None:
        self.places = where
        self.postgres = Postgres(where)
        self.redis = Redis(where)

    def healthy(self) -> bool:
        """Whether both answer and a guardian watches over them."""
        return self.postgres.ready() and self.redis.ready() and self._guardian() is not None

    def ensure(self) -> None:
        """Start what does not run. Raises EmbeddedError with one line when that is impossible."""
        with self._mutex():
            self._ensure()

    def hold(self) -> IO[str]:
        """Start what does not run and return the lock that keeps it running until `release`."""
        with self._mutex():
            self._ensure()
            users = self._open("users.lock")
            fcntl.flock(users, fcntl.LOCK_SH)
            return users

    def release(self, users: IO[str]) -> None:
        """Give the lock back; the last one stops the servers before this returns."""
        with self._mutex(), users:
            if locked(users, fcntl.LOCK_EX):
                self._stop()

    def stop(self) -> int:
        """Stop the servers whoever uses them; returns how many processes of a run were ended with them."""
        with self._mutex():
            left = end_leftovers(self.places)
            self._stop()
            return left

    def keep(self) -> None:
        """Start the servers and leave them running until `stop`."""
        with self._mutex():
            self._ensure()
            self._dismiss_guardian()
            with self._open("users.lock") as users:
                fcntl.flock(users, fcntl.LOCK_SH)  # taken here: whoever leaves before the keeper runs is not the last
                self._call_guardian("keep", users)

    def guard(self) -> None:
        """Wait until no user is left, then stop the servers: the guardian's whole life."""
        with self._open("users.lock") as users:
            while True:
                time.sleep(GUARDIAN_SECONDS)
                with self._mutex():
                    if locked(users, fcntl.LOCK_EX):
                        end_leftovers(self.places)
                        self._stop_servers()
                        return

    def guard_forever(self) -> None:
        """Count as a user, by the lock this process was born with, until ended by a signal."""
        signal.pause()

    def _ensure(self) -> None:
        self._prepare_sockets()
        if self._guardian() is None:
            self._call_guardian("guard")  # first, so that a start that fails half-way is cleared up too
        self.postgres.ensure()
        self.redis.ensure()

    def _stop(self) -> None:
        self._stop_servers()
        self._dismiss_guardian()

    def _stop_servers(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        with suppress(OSError):
            self.places.sockets.rmdir()

    @contextmanager
    def _mutex(self) -> Iterator[None]:
        """One process at a time starts or stops."""
        with self._open("servers.lock") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _open(self, name: str) -> IO[str]:
        try:
            self.places.var.mkdir(parents=True, exist_ok=True)
            return (self.places.var / name).open("a+")
        except OSError as error:
            raise EmbeddedError(f"Cannot write to {self.places.var}: {error.strerror}.") from None

    def _prepare_sockets(self) -> None:
        """The folder stands in a place where everybody may write, so it must be provably ours."""
        folder, account = self.places.sockets, server_account()
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            ours = stat.S_ISDIR(found.st_mode) and found.st_uid in {os.geteuid(), account.uid}
            if not ours or found.st_mode & 0o077:
                raise EmbeddedError(f"{folder} is somebody else's or open to others: remove it.") from None
        account.own(folder)

    def _guardian(self) -> int | None:
        """Process id of the guardian; it holds its lock as long as it lives."""
        with self._open("guardian.lock") as file:
            if locked(file, fcntl.LOCK_EX):
                return None
            file.seek(0)
            return int(file.read() or 0) or None

    def _call_guardian(self, duty: str, *locks: IO[str]) -> None:
        """Start the guardian, born with its lock, so that there is never a second one, and with `locks`."""
        with self._open("guardian.lock") as file:
            if not locked(file, fcntl.LOCK_EX):
                return
            guardian = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "peerlearn.embedded", duty],
                env=_environment_for(self.places.var),
                cwd="/",
                pass_fds=[lock.fileno() for lock in (file, *locks)],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            file.truncate(0)
            file.write(str(guardian.pid))
        reap(guardian)

    def _dismiss_guardian(self) -> None:
        if pid := self._guardian():
            end([pid], signal.SIGTERM, 2)
            # An ending process loses its command line before its files, and so its lock a moment later.
            wait_until(lambda: self._guardian() is None, 2)


_held: dict[tuple[int, Path], IO[str]] = {}


def _environment_for(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != RUN_VARIABLE}
    return kept | {"PEERLEARN_VAR": str(var), "PYTHONPATH": str(CHECKOUT)}


def hold(var: Path | None = None) -> Urls:
    """Make sure that both servers run until this process ends, and return their addresses.

    May be called again at no cost. A process forked later holds nothing until it calls this itself.
    """
    where = places(var)
    key = (os.getpid(), where.var)
    if key not in _held:
        stack = Stack(where)
        _held[key] = stack.hold()
        atexit.register(_release_at_exit, stack, key)
    return where.urls


def release(var: Path | None = None) -> None:
    """Give back what `hold` took, before the process ends."""
    where = places(var)
    _release_at_exit(Stack(where), (os.getpid(), where.var))


def _release_at_exit(stack: Stack, key: tuple[int, Path]) -> None:
    if key[0] == os.getpid() and (users := _held.pop(key, None)):
        stack.release(users)
