"""`make run`: from a checkout with its dependencies to the running product, and back to nothing on Ctrl-C.

    python -m peerlearn.run

The order of the steps is the content of this module; each says one short line.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import http.client
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from peerlearn.embedded import CHECKOUT, EmbeddedError, release
from peerlearn.embedded.environment import complete, embedded, kept_secret, with_demo
from peerlearn.embedded.paths import Places, places
from peerlearn.embedded.runner import GaveUp, Interrupted, Supervisor, say
from peerlearn.embedded.stack import Stack, end_leftovers, locked, run_variable

READY_SECONDS = 90.0
HEALTH_SECONDS = 1.0
LISTEN_SECONDS = 15.0
SIGNS_OF_LIFE = {"sweep", "beat"}  # names of the checks of /readyz that hear from the queue
PYTHON = sys.executable
MANAGE = [PYTHON, str(CHECKOUT / "manage.py")]
GUNICORN = [PYTHON, "-m", "gunicorn", "-c", "python:peerlearn.gunicorn", "--log-level", "warning"]
# As root Celery warns of a danger that lies in pickle; the product's queue carries JSON only.
CELERY = [PYTHON, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "peerlearn"]
WORKER = [
    *("worker", "-O", "fair", "--concurrency", "2", "--prefetch-multiplier", "1"),
    *("--max-tasks-per-child", "200", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
]
# One recording at a time: each takes all processors for a while.
LISTENER = ["worker", "-Q", "transcribe", "-n", "listen@%h", "--concurrency", "1", "--prefetch-multiplier", "1"]
LISTENER += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
BEAT = ["--pidfile", "", "--loglevel", "WARNING"]  # a pid file of a killed beat would block the next one
LOCALE = CHECKOUT / "locale"
COMPILE_WORDS = [PYTHON, "-m", "babel.messages.frontend", "-q", "compile", "-d", str(LOCALE), "-D", "django"]
STATIC_RECIPE = [
    CHECKOUT / name for name in ("package-lock.json", "peerlearn/settings/base.py", "peerlearn/core/static_files.py")
]
COLLECT_OPTIONS = ["--noinput", "--clear", "--verbosity", "0", "-i", "*.map", "-i", "redoc*"]
SERVER_ATTEMPTS = 3
SIGN_INS = ("employee", "teacher", "champion", "lead", "manager", "ld", "admin")


class Refused(Exception):
    """The run cannot start; the text is one line for the person at the terminal."""


def main() -> int:
    """Run until somebody ends it: 0 after Ctrl-C, 1 with one line when it cannot run or go on."""
    began = time.monotonic()
    os.chdir(CHECKOUT)
    where = places()
    try:
        with _only_run(where), _released_at_end(), Supervisor(_environment(where)) as supervisor:
            _prepare(supervisor, where)
            with _watched_servers(supervisor, where):
                _serve(supervisor, where, began)
    except Interrupted:
        say("Stopped.")
    except (Refused, GaveUp, EmbeddedError) as error:
        say(str(error))
        return 1
    return 0


@contextmanager
def _only_run(where: Places) -> Iterator[None]:
    """One run per checkout; whatever a killed one left is ended before anything else starts."""
    where.var.mkdir(parents=True, exist_ok=True)
    with (where.var / "run.lock").open("a") as file:
        if not locked(file, fcntl.LOCK_EX):
            raise Refused("PeerLearn already runs from this folder. Stop that run first: Ctrl-C, or make stop")
        if left := end_leftovers(where):
            say(f"Ended {left} processes that a killed run had left.")
        yield


@contextmanager
def _released_at_end() -> Iterator[None]:
    try:
        yield
    finally:
        release()


def _environment(where: Places) -> dict[str, str]:
    """What every process of the run gets; the mark finds them again after a kill."""
    host, port = _address()
    variable, _, mark = run_variable(where).partition("=")
    given = {name: value for name, value in os.environ.items() if value}
    defaults = {"BASE_URL": f"http://{host}:{port}", "LOG_LEVEL": "warning"}
    return defaults | given | {"PEERLEARN_VAR": str(where.var), variable: mark}


def _address() -> tuple[str, int]:
    """Host and port by which this machine reaches the product. Raises Refused for an odd PORT."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Refused(f"PORT must be a number from 1 to 65535, not {port!r}.")
    host = (os.environ.get("HOST") or "127.0.0.1").strip("[]")
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), int(port)  # noqa: S104 - read, not bound


def _prepare(supervisor: Supervisor, where: Places) -> None:
    """Every step before the product starts; each is cheap when there is nothing to do."""
    _require_free_port()
    if embedded(supervisor.environ):
        say("Starting PostgreSQL and Redis.")
        complete(supervisor.environ)
    if not supervisor.environ.get("SECRET_KEY"):
        supervisor.environ["SECRET_KEY"] = kept_secret(where.var / "secret-key")
    say("Bringing the database up to date.")
    supervisor.step("migrate", [*MANAGE, "migrate", "--noinput", "--verbosity", "0"])
    if translations_changed():
        say("Compiling translations.")
        supervisor.step("words", COMPILE_WORDS)
    _collect_static(supervisor, where.var)
    if with_demo(supervisor.environ):
        first = not (where.var / "demo-password").exists()
        say("Creating the demo company; this takes half a minute." if first else "Looking after the demo company.")
        supervisor.step("demo", [*MANAGE, "demo", "--if-needed", "--verbosity", "0"])


def _require_free_port() -> None:
    host, port = _address()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            other = port + 1 if port < 65535 else 8000
            return f"Port {port} is taken. Stop the other program or choose another: PORT={other} make run"
        case errno.EACCES:
            return f"Port {port} is for administrators only. Choose another: PORT=8000 make run"
        case _:
            return f"Cannot listen on {host}, port {port}: {error.strerror}."


def translations_changed() -> bool:
    """Whether the words of some language are newer than what was compiled of them."""
    return any(_newer(source, source.with_suffix(".mo")) for source in LOCALE.glob("*/LC_MESSAGES/django.po"))


def _newer(source: Path, result: Path) -> bool:
    return not result.exists() or source.stat().st_mtime > result.stat().st_mtime


def _collect_static(supervisor: Supervisor, var: Path) -> None:
    """Hashing and compressing takes seconds, so only when something it reads has changed or its result is gone."""
    stamp, manifest = var / "static-stamp", var / "static" / "staticfiles.json"
    now = _static_stamp()
    if manifest.exists() and stamp.exists() and stamp.read_text() == now:
        return
    say("Collecting static files.")
    supervisor.step("static", [*MANAGE, "collectstatic", *COLLECT_OPTIONS])
    stamp.write_text(now)


def _static_stamp() -> str:
    digest = hashlib.sha256()
    for path in (*STATIC_RECIPE, *sorted((CHECKOUT / "requirements").glob("*.txt"))):
        digest.update(path.read_bytes() if path.exists() else b"-")
    for path in sorted((CHECKOUT / "static").rglob("*")):
        found = path.stat()
        digest.update(f"{path.relative_to(CHECKOUT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def _watched_servers(supervisor: Supervisor, where: Places) -> Iterator[None]:
    """Restart a server of ours that dies; nothing to watch when both come from elsewhere."""
    if not embedded(dict(os.environ)):
        yield
        return
    watcher = threading.Thread(target=_watch_servers, args=(supervisor, Stack(where)), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        supervisor.stopping.set()
        watcher.join(5)  # so that it does not restart what is about to be stopped


def _watch_servers(supervisor: Supervisor, stack: Stack) -> None:
    failures = 0
    while not supervisor.stopping.wait(HEALTH_SECONDS):
        if stack.healthy():
            failures = 0
            continue
        say("A server does not answer; starting it again.")
        try:
            stack.ensure()
        except EmbeddedError as error:
            failures += 1
            say(str(error))
            if failures == SERVER_ATTEMPTS:
                supervisor.fail("A server cannot be started any more.")


def _serve(supervisor: Supervisor, where: Places, began: float) -> None:
    """Start the three programs, say when the product answers, and keep them alive."""
    say("Starting web, worker and beat.")
    supervisor.start("web", [*GUNICORN, "peerlearn.wsgi:application"])
    supervisor.start("worker", [*CELERY, *WORKER])
    if supervisor.environ.get("WHISPER_MODEL_DIR"):
        supervisor.start("listen", [*CELERY, *LISTENER])
    supervisor.start("beat", [*CELERY, "beat", *BEAT, "--schedule", str(where.var / "beat-schedule")])
    deadline = time.monotonic() + READY_SECONDS
    supervisor.watch(until=lambda: _ready(deadline))
    host, port = _address()
    for line in _welcome(f"http://{host}:{port}", where.var / "demo-password", time.monotonic() - began):
        say(line)
    threading.Thread(target=_restart_silent, args=(supervisor, _ask_readyz), daemon=True).start()
    supervisor.watch()


def _restart_silent(supervisor: Supervisor, ask: Callable[[], tuple[int, str]]) -> None:
    """Restart worker and clock when both run and yet no sign of life has come through the queue for minutes.

    A worker may stay deaf after its broker was away. Two answers in a row are needed: a laptop that wakes up has
    been silent as well.
    """
    silent_before = False
    while not supervisor.stopping.wait(LISTEN_SECONDS):
        silent = _silent(*ask())
        if silent and silent_before:
            say("No sign of life from worker and clock; starting them again.")
            supervisor.kill("worker", "beat")
        silent_before = silent and not silent_before


def _silent(status: int, answer: str) -> bool:
    if status != http.HTTPStatus.SERVICE_UNAVAILABLE:
        return False
    try:
        return set(json.loads(answer)["problems"]) <= SIGNS_OF_LIFE
    except (ValueError, KeyError):
        return False  # the page of a database that is away: nothing a worker could help


def _ready(deadline: float) -> bool:
    """Whether /readyz is green. Raises GaveUp with its last answer when it takes too long."""
    status, answer = _ask_readyz()
    if status != http.HTTPStatus.OK and time.monotonic() > deadline:
        raise GaveUp(f"The product was not ready after {READY_SECONDS:.0f} s: {answer}")
    return status == http.HTTPStatus.OK


def _ask_readyz() -> tuple[int, str]:
    host, port = _address()
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, " ".join(answer.read(300).decode(errors="replace").split())
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def _welcome(address: str, password_file: Path, seconds: float) -> Iterator[str]:
    """The lines that greet whoever started the run."""
    yield f"PeerLearn is ready after {seconds:.1f} s: {address}"
    if password_file.exists():
        yield f"Sign in with the password {password_file.read_text().strip()} as one of"
        yield from (f"  {name}@demo.example" for name in SIGN_INS)
    yield "Ctrl-C stops everything."


if __name__ == "__main__":
    sys.exit(main())
