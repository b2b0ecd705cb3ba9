"""`make run` keeps serving whatever of it is killed, and leaves nothing behind when it ends or is killed itself."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from celery import Celery

from peerlearn.embedded.account import PUBLIC
from peerlearn.embedded.paths import CHECKOUT, places
from peerlearn.embedded.processes import carrying, command_line, wait_until
from peerlearn.embedded.stack import Stack, run_variable
from tests.faults.conftest import children, eventually

SECONDS = 15
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "LOG_FORMAT", "BASE_URL")


@dataclass
class Run:
    """The product in a folder and on a port of its own, without the demo company."""

    stack: Stack
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.stack.places.var / "run.log"

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        given = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        ours = {"PEERLEARN_VAR": str(self.stack.places.var), "PORT": str(self.port), "DEMO": "0"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "peerlearn.run"], env=given | ours, cwd=CHECKOUT, stdout=log, stderr=log
            )
        assert wait_until(lambda: "PeerLearn is ready" in self.said() or not self.alive(), 120), self.said()
        assert self.alive(), self.said()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        return self.log.read_text()

    def program(self, *words: bytes) -> int:
        """Process id of the supervised program that carries these words in its command line."""
        assert self.process is not None
        return next(pid for pid in children(self.process.pid) if set(words) <= set(command_line(pid)))

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def forget_signs_of_life(self) -> None:
        """From here on `/readyz` is red until clock, queue and worker have shown themselves anew."""

        def forgotten() -> bool:
            with suppress(psycopg.OperationalError), psycopg.connect(self.stack.places.urls.database_url) as database:
                database.execute("DELETE FROM jobs_heartbeat")
                return True
            return False

        eventually(forgotten, SECONDS)

    def send_ticks(self) -> None:
        """What the clock sends once a minute, which would be too long to wait for."""
        with suppress(Exception), Celery(broker=self.stack.places.urls.broker_url, set_as_current=False) as queue:
            for name in ("jobs.beat", "outbox.sweep"):
                queue.send_task(name, expires=SECONDS, retry=False)

    def serves(self) -> bool:
        return self.status("/readyz") == 200 and self.status("/accounts/login/") == 200

    def left(self) -> list[int]:
        """Processes of this run and of its servers."""
        servers = self.stack.postgres._masters() + self.stack.postgres._backends() + self.stack.redis._servers()
        return carrying(run_variable(self.stack.places)) + servers


@pytest.fixture(scope="module")
def product() -> Iterator[Run]:
    var = Path(tempfile.mkdtemp(prefix="peerlearn-run-"))
    var.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    run = Run(Stack(places(var)), port)
    yield run
    if run.alive():
        run.process.kill()
        run.process.wait()
    run.stack.stop()
    shutil.rmtree(var)
    shutil.rmtree(PUBLIC / run.stack.places.mark, ignore_errors=True)


@pytest.fixture
def run(product: Run) -> Run:
    """Up and serving."""
    if not product.alive():
        product.start()
    eventually(product.serves, SECONDS)
    return product


VICTIMS: dict[str, Callable[[Run], int]] = {
    "web": lambda run: run.program(b"gunicorn"),
    "web worker": lambda run: children(run.program(b"gunicorn"))[0],
    "worker": lambda run: run.program(b"celery", b"worker"),
    "pool child": lambda run: children(run.program(b"celery", b"worker"))[0],
    "beat": lambda run: run.program(b"celery", b"beat"),
    "PostgreSQL": lambda run: run.stack.postgres._masters()[0],
    "Redis": lambda run: run.stack.redis._servers()[0],
}


@pytest.mark.parametrize("victim", VICTIMS)
def test_killed_part_comes_back_and_the_product_serves(run: Run, victim: str):
    pid = VICTIMS[victim](run)

    def has_successor() -> bool:
        with suppress(StopIteration, IndexError, OSError):
            return VICTIMS[victim](run) != pid
        return False

    def serves_again() -> bool:
        if victim != "beat":  # a new clock ticks at once; that is what is tested there
            run.send_ticks()
        return run.serves()

    deadline = time.monotonic() + SECONDS
    os.kill(pid, signal.SIGKILL)
    eventually(has_successor, SECONDS)
    run.forget_signs_of_life()
    eventually(serves_again, deadline - time.monotonic())
    assert run.alive()
    assert command_line(pid) == []


def test_killed_runner_leaves_nothing_and_the_next_run_serves(run: Run):
    assert run.process is not None

    run.process.kill()
    run.process.wait()

    eventually(lambda: run.left() == [], SECONDS)
    run.start()
    eventually(run.serves, SECONDS)


def test_quiet_run_says_only_what_it_does(run: Run):
    spoken = [line.partition("|")[0].strip() for line in run.said().splitlines()]

    assert set(spoken) == {"run"}


def test_interrupted_run_ends_well_and_leaves_nothing(run: Run):
    assert run.process is not None

    run.process.send_signal(signal.SIGINT)

    assert run.process.wait(SECONDS) == 0
    assert run.left() == []
    assert not run.stack.places.sockets.exists()
    assert run.said().splitlines()[-1] == "run    | Stopped."
