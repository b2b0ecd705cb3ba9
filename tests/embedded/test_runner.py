import fcntl
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from peerlearn import run
from peerlearn.embedded import runner
from peerlearn.embedded.paths import CHECKOUT
from peerlearn.embedded.processes import command_line, wait_until
from peerlearn.embedded.runner import GaveUp, Supervisor

# A program with a child of its own: both write their process ids and sleep.
FAMILY = "import os, subprocess, time; c = subprocess.Popen(['sleep', '300']); {then}"
SLEEP = "print(os.getpid(), c.pid, flush=True); time.sleep(300)"
SUPERVISED = """
import sys
from peerlearn.embedded.runner import Interrupted, Supervisor
try:
    with Supervisor({{}}) as supervisor:
        supervisor.start("family", [sys.executable, "-c", {program!r}])
        supervisor.watch()
except Interrupted:
    print("over", flush=True)
"""


@pytest.fixture
def supervisor(monkeypatch):
    """Quick to restart, and gone with its signal handlers at the end."""
    monkeypatch.setattr(runner, "LONGEST_PAUSE", 0.05)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(dict(os.environ)) as made:
        yield made
    for number, handler in before.items():
        signal.signal(number, handler)


def python(code):
    return [sys.executable, "-c", code]


def numbers(path):
    return [int(word) for word in path.read_text().split()] if path.exists() else []


@pytest.fixture
def supervised():
    """A supervisor in a process of its own, with the process ids of its program and that one's child."""
    code = SUPERVISED.format(program=FAMILY.format(then=SLEEP))
    environ = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen(python(code), env=environ, stdout=subprocess.PIPE, text=True)
    family = [int(word) for word in process.stdout.readline().split()[2:]]
    yield process, family
    process.kill()
    process.communicate()


def gone(pids, seconds):
    return wait_until(lambda: not any(map(command_line, pids)), seconds)


def test_step_that_fails_ends_the_run_with_its_name(supervisor, capfd):
    with pytest.raises(GaveUp, match=r"^migrate failed \(exit code 3\)\.$"):
        supervisor.step("migrate", python("print('why'); raise SystemExit(3)"))


def test_dead_program_is_started_again_without_what_it_left(supervisor, tmp_path):
    log = tmp_path / "pids"
    note = f"open({str(log)!r}, 'a').write(f'{{os.getpid()}} {{c.pid}} '); time.sleep(300)"
    supervisor.start("web", python(FAMILY.format(then=note)))
    supervisor.watch(until=lambda: len(numbers(log)) == 2)
    program, child = numbers(log)

    os.kill(program, signal.SIGKILL)
    supervisor.watch(until=lambda: len(numbers(log)) == 4)

    assert command_line(child) == []
    assert program not in numbers(log)[2:]


def test_program_that_keeps_dying_ends_the_run_with_one_line(supervisor, capsys):
    supervisor.start("worker", python("raise SystemExit(4)"))

    with pytest.raises(GaveUp, match=r"^worker died 5 times in 60 s, see above\.$"):
        supervisor.watch()

    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("run")]
    assert said == ["run    | worker ended (exit code 4); it starts again in 0.05 s."] * 4


def test_output_carries_the_name_of_the_program(supervisor, capsys):
    supervisor.step("static", python("print('one'); print('two')"))

    lines: list[str] = []

    def all_said() -> bool:
        lines.extend(capsys.readouterr().out.splitlines())
        return len(lines) == 2

    assert wait_until(all_said, 2)
    assert lines == ["static | one", "static | two"]


def test_failure_told_by_another_thread_ends_the_run(supervisor):
    supervisor.fail("A server cannot be started any more.")

    with pytest.raises(GaveUp, match=r"^A server cannot be started any more\.$"):
        supervisor.watch()


@pytest.mark.parametrize(
    ("answers", "restarts"),
    [
        ([(503, '{"ok": false, "problems": {"beat": "silent for 190 s"}}')] * 2, 1),
        ([(503, '{"ok": false, "problems": {"sweep": "silent for 190 s"}}'), (200, '{"ok": true, "problems": {}}')], 0),
        ([(503, '{"ok": false, "problems": {"beat": "silent for 190 s", "database": "OperationalError"}}')] * 2, 0),
        ([(503, "<p>The database does not answer.</p>")] * 2, 0),
    ],
)
def test_worker_is_started_again_only_when_silence_lasts_and_nothing_else_is_wrong(
    supervisor, monkeypatch, tmp_path, answers, restarts
):
    monkeypatch.setattr(run, "LISTEN_SECONDS", 0.01)
    log = tmp_path / "pids"
    note = f"import os, time; open({str(log)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(300)"
    supervisor.start("worker", python(note))
    supervisor.watch(until=lambda: len(numbers(log)) == 1)
    told = iter(answers)

    def ask():
        answer = next(told, None)
        if answer is None:
            supervisor.stopping.set()
        return answer or (200, "")

    run._restart_silent(supervisor, ask)
    supervisor.stopping.clear()

    supervisor.watch(until=lambda: len(numbers(log)) == 1 + restarts)
    assert len(supervisor.programs[0].deaths) == restarts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_everything_in_order(supervised, number):
    process, family = supervised

    process.send_signal(number)

    assert process.wait(10) == 0
    assert process.stdout.read() == "over\n"
    assert gone(family, 0)


def test_killed_supervisor_takes_its_programs_along(supervised):
    process, (program, child) = supervised

    process.kill()
    assert gone([program], 3)

    os.kill(child, signal.SIGKILL)  # a child of a program is that program's to end


def run_product(var, **environ):
    began = time.monotonic()
    given = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "peerlearn.run"],
        env=given | {"PEERLEARN_VAR": str(var)} | environ,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - began < 5
    return done.returncode, done.stdout, done.stderr


def test_run_on_a_taken_port_says_so_and_starts_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = f"Port {port} is taken. Stop the other program or choose another: PORT={port + 1} make run"

        assert run_product(tmp_path, PORT=str(port)) == (1, f"run    | {line}\n", "")
    assert os.listdir(tmp_path) == ["run.lock"]


def test_run_with_an_odd_port_says_so(tmp_path):
    line = "PORT must be a number from 1 to 65535, not 'eighty'."

    assert run_product(tmp_path, PORT="eighty") == (1, f"run    | {line}\n", "")


def test_second_run_of_one_folder_says_that_the_first_runs(tmp_path):
    with (tmp_path / "run.lock").open("a") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        line = "PeerLearn already runs from this folder. Stop that run first: Ctrl-C, or make stop"

        assert run_product(tmp_path) == (1, f"run    | {line}\n", "")
