"""Servers of their own, so that killing them hurts nobody, and the product's programs to kill."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from aiosmtpd.controller import Controller

from peerlearn.embedded.account import PUBLIC
from peerlearn.embedded.paths import CHECKOUT, Places, places
from peerlearn.embedded.processes import wait_until
from peerlearn.embedded.stack import Stack

WORKER = [
    *("worker", "-O", "fair", "--concurrency", "2", "--prefetch-multiplier", "1"),
    *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
]
BEAT = ["beat", "--pidfile", "", "--loglevel", "WARNING"]
ENQUEUE = """
from datetime import timedelta
from django.utils import timezone
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

now = timezone.now()
person, _ = User.objects.get_or_create(email="person@example.com", defaults={"name": "Person"})
enqueue(
    Draft(kind="faults.notice", recipient=person, object_key=f"%(name)s:{number}", due_at=now,
          expires_at=now + timedelta(hours=1))
    for number in range(%(count)s)
)
"""


@dataclass
class Servers:
    """A pair of servers with a migrated database, and whatever was started on them."""

    stack: Stack
    environ: dict[str, str]
    programs: dict[subprocess.Popen[bytes], tuple[str, ...]] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        return self.stack.places

    def manage(self, *arguments: str) -> str:
        """Run a `manage.py` command to its end and return what it printed."""
        command = [sys.executable, str(CHECKOUT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environ, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Python module in a process group of its own; it is ended with the test."""
        with (self.places.var / "programs.log").open("ab") as log:
            program = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=self.environ,
                cwd=CHECKOUT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.programs[program] = arguments
        return program

    def wipe_redis(self) -> None:
        """Kill -9 of Redis, and everything it had written is gone."""
        for pid in self.stack.redis._servers():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.places.redis_data)

    def crash_postgres(self) -> None:
        """Stop PostgreSQL as `pg_ctl stop -m immediate` does: it has to recover when it starts again."""
        masters = self.stack.postgres._masters()
        for pid in masters:
            os.kill(pid, signal.SIGQUIT)
        assert wait_until(lambda: not self.stack.postgres._masters(), 10)

    def tend(self) -> None:
        """What a supervisor does: start again what ended."""
        for program in [program for program in self.programs if program.poll() is not None]:
            self.start(*self.programs.pop(program))

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.start("celery", "-A", "peerlearn", *WORKER)

    def start_beat(self, name: str = "beat") -> subprocess.Popen[bytes]:
        """The product's clock, 20 times as fast; another name makes another one beside it."""
        schedule = ["--schedule", str(self.places.var / f"{name}-schedule")]
        return self.start("celery", "-A", "tests.faults.hasty", *BEAT, *schedule)

    def kill(self, program: subprocess.Popen[bytes]) -> None:
        """Kill -9 of a program with all its children."""
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        self.programs.pop(program, None)

    def end_programs(self) -> None:
        for program in list(self.programs):
            self.kill(program)

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.places.urls.database_url) as connection:
            return connection.execute(query, parameters).fetchall()  # type: ignore[arg-type]

    def enqueue_notices(self, name: str, count: int) -> None:
        """Put that many due messages into the outbox; their subjects are `name:0`, `name:1` …"""
        self.manage("shell", "--no-imports", "-c", ENQUEUE % {"name": name, "count": count})

    def states(self, name: str) -> Counter[str]:
        return Counter(
            dict(
                self.sql(
                    "SELECT state, count(*) FROM outbox_message WHERE object_key LIKE %s GROUP BY state", f"{name}:%"
                )
            )
        )

    def open_tries(self) -> int:
        """Tries that were begun and never ended."""
        return self.sql("SELECT count(*) FROM outbox_attempt WHERE outcome = ''")[0][0]


def children(pid: int) -> list[int]:
    """Direct children of a process, such as the pool of a worker."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="session")
def own_servers() -> Iterator[Servers]:
    var = Path(tempfile.mkdtemp(prefix="peerlearn-faults-"))
    var.chmod(0o755)
    where = places(var)
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DATABASE_URL": where.urls.database_url,
        "REDIS_URL": where.urls.redis_url,
        "SECRET_KEY": "of these tests",
        "PYTHONPATH": str(CHECKOUT),
    }
    stack = Stack(where)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEERLEARN_DURABLE", "1")  # what is killed here must keep what it promised, also started again
        users = stack.hold()
        servers = Servers(stack, environ)
        servers.manage("migrate", "--verbosity", "0")
        yield servers
        servers.end_programs()
        stack.release(users)
    shutil.rmtree(var)
    shutil.rmtree(PUBLIC / where.mark, ignore_errors=True)


@pytest.fixture
def servers(own_servers: Servers) -> Iterator[Servers]:
    """Both servers up, nothing running on them and nothing to send."""
    own_servers.stack.ensure()
    own_servers.sql("WITH gone AS (DELETE FROM outbox_attempt) DELETE FROM outbox_message RETURNING id")
    yield own_servers
    own_servers.end_programs()


class Mail(NamedTuple):
    """A mail that arrived; `arrived_at` in seconds since the epoch."""

    subject: str
    identity: str
    recipient: str
    arrived_at: float


class Sink:
    """A mail server that takes its time and keeps what names every mail, doubles included."""

    def __init__(self, seconds_per_mail: float) -> None:
        self.seconds_per_mail = seconds_per_mail
        self.mails: list[Mail] = []
        self._lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        # Taken before the answer: a client killed meanwhile cannot know, which is the hard case.
        received = message_from_bytes(envelope.content)
        with self._lock:
            self.mails.append(Mail(received["Subject"], received["Message-ID"], received["To"], time.time()))
        time.sleep(self.seconds_per_mail)
        return "250 OK"

    def subjects(self, name: str) -> Counter[str]:
        return Counter(mail.subject for mail in list(self.mails) if mail.subject.startswith(f"{name}:"))

    def arrived(self, name: str, count: int) -> Callable[[], bool]:
        return lambda: len(self.subjects(name)) >= count


@pytest.fixture
def sink(servers: Servers) -> Iterator[Sink]:
    """A mail server for the programs started on `servers`."""
    sink = Sink(seconds_per_mail=0.01)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=10)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller.start()
    servers.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield sink
    servers.end_programs()
    controller.stop(no_assert=True)


def eventually(condition: Callable[[], bool], seconds: float) -> None:
    """`seconds` are those of an idle machine; one that does more than this gets three times as long."""
    assert wait_until(condition, 3 * seconds)
