"""Finding, starting and ending processes by what /proc says about them.

A process id in a file may belong to somebody else by now, so nothing here trusts one: a process is ours when
its command line or its environment carries our mark.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any


def command_line(pid: int) -> list[bytes]:
    """Arguments of a running process; empty when it is gone or only waits to be reaped."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return raw.rstrip(b"\0").split(b"\0") if raw else []


def running() -> Iterator[tuple[int, list[bytes]]]:
    """Every process that has a command line, with it."""
    for name in os.listdir("/proc"):
        if name.isdigit() and (arguments := command_line(int(name))):
            yield int(name), arguments


def carrying(variable: str) -> list[int]:
    """Other processes of this account that were started with `variable` (NAME=value)."""
    return [pid for pid, _ in running() if pid != os.getpid() and variable.encode() in _environment(pid)]


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def end(pids: Iterable[int], first: signal.Signals, grace: float) -> None:
    """Signal the processes; kill those still running after `grace` seconds."""
    targets = list(pids)
    send(targets, first)
    if not wait_until(lambda: not any(map(command_line, targets)), grace):
        send(targets, signal.SIGKILL)
        wait_until(lambda: not any(map(command_line, targets)), 2)


def send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def clean_environment() -> dict[str, str]:
    """The caller's environment without what would change a server's settings or language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def detach(command: list[str], log: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that neither Ctrl-C nor the caller's end reaches it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            env=clean_environment(),
            **options,
        )
    reap(process)
    return process


def reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for it beside: a dead process must never look alive because its parent did not wait for it."""
    threading.Thread(target=process.wait, name=f"reap-{process.pid}", daemon=True).start()


def last_line(log: Path) -> str:
    """The last thing a server wrote, for a message of one line."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it wrote nothing"
