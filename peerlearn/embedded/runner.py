"""Keeping a handful of programs alive until somebody ends them: the supervisor below `make run`.

A program that dies is started again, later each time; one that keeps dying ends the run. Every program has a
process group of its own, so that whatever it leaves is ended with it, and is told by the kernel when the
supervisor itself was killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

GIVE_UP_DEATHS = 5
GIVE_UP_SECONDS = 60.0
LONGEST_PAUSE = 4.0
STOP_SECONDS = 6.0
TICK_SECONDS = 0.1
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Interrupted(Exception):
    """Somebody asked the run to end."""


class GaveUp(Exception):
    """A program cannot be kept alive; the text is one line for the person at the terminal."""


def say(line: str, name: str = "run") -> None:
    """Print one line under the name of who says it; a terminal that went away is no reason to stop."""
    with contextlib.suppress(OSError, ValueError):
        print(f"{name:<7}| {line}", flush=True)


def _die_with(parent: int) -> None:
    """Between fork and exec: have the kernel end this process when the supervisor dies."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def _spawn(command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    """Must be called from the main thread: the kernel's promise is tied to the thread that forks."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=environ | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
        preexec_fn=lambda: _die_with(parent),
    )


def _relay(output: IO[bytes], name: str) -> None:
    with output:
        for line in output:
            say(line.decode(errors="replace").rstrip(), name)


def _dead(process: subprocess.Popen[bytes]) -> bool:
    """Whether it ended, without reaping it: until then nobody else can get its process group's number."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _bury(process: subprocess.Popen[bytes]) -> int:
    """End what a dead process left in its group, reap it and return its exit code."""
    if process.returncode is None:
        _signal_group(process, signal.SIGKILL)
    return process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@dataclass
class Program:
    """One supervised program; `deaths` are the monotonic times of its recent ends."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    start_at: float = 0.0
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Runs steps one after the other, then programs side by side, in one environment.

    Use as a context manager: on the way out every program is ended, whatever the reason. `stopping` is set
    as soon as somebody asked for the end.
    """

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.programs: list[Program] = []
        self.stopping = threading.Event()
        self._failure = ""

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        return self

    def __exit__(self, *_: object) -> None:
        self._end_all()

    def fail(self, why: str) -> None:
        """End the run with this line; may be called from another thread."""
        self._failure = why
        self.stopping.set()

    def step(self, name: str, command: list[str]) -> None:
        """Run a command to its end. Raises GaveUp when it fails, Interrupted when the run is to end."""
        program = Program(name, command)
        self.programs.append(program)
        self._start(program)
        process = program.process
        while process is not None and not _dead(process):
            self._pause()
        self.programs.remove(program)
        if process is not None and (code := _bury(process)):
            raise GaveUp(f"{name} failed (exit code {code}).")

    def start(self, name: str, command: list[str]) -> None:
        """Start a program and keep it alive from now on."""
        program = Program(name, command)
        self.programs.append(program)
        self._start(program)

    def kill(self, *names: str) -> None:
        """End programs at once, to be started again by `watch`; may be called from another thread."""
        for program in self.programs:
            process = program.process
            if program.name in names and process is not None and process.returncode is None:
                _signal_group(process, signal.SIGKILL)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep the programs alive until the condition holds.

        Raises GaveUp when one keeps dying, Interrupted when the run is to end.
        """
        while not until():
            for program in self.programs:
                self._tend(program)
            self._pause()

    def _pause(self) -> None:
        if self.stopping.wait(TICK_SECONDS):
            raise GaveUp(self._failure) if self._failure else Interrupted

    def _start(self, program: Program) -> None:
        program.process = process = _spawn(program.command, self.environ)
        if process.stdout is not None:
            threading.Thread(target=_relay, args=(process.stdout, program.name), daemon=True).start()

    def _tend(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is None:
            if now >= program.start_at:
                self._start(program)
        elif _dead(program.process):
            code = _bury(program.process)
            program.process = None
            self._plan_restart(program, code, now)

    def _plan_restart(self, program: Program, code: int, now: float) -> None:
        program.deaths = [death for death in program.deaths if now - death < GIVE_UP_SECONDS] + [now]
        if len(program.deaths) >= GIVE_UP_DEATHS:
            raise GaveUp(f"{program.name} died {GIVE_UP_DEATHS} times in {GIVE_UP_SECONDS:.0f} s, see above.")
        pause = min(0.25 * 2 ** len(program.deaths), LONGEST_PAUSE)
        program.start_at = now + pause
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        say(f"{program.name} ended ({how}); it starts again in {pause:g} s.")

    def _end_all(self) -> None:
        living = [program.process for program in self.programs if program.process is not None]
        for process in living:
            if not _dead(process):
                process.terminate()  # the program alone: it ends its own children in order
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and not all(map(_dead, living)):
            time.sleep(TICK_SECONDS / 2)
        for process in living:
            _bury(process)
        self.programs.clear()
