"""Servers of their own in a folder made to be difficult: spaces and more than 150 characters."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from peerlearn.embedded.account import PUBLIC
from peerlearn.embedded.paths import CHECKOUT, Places, places
from peerlearn.embedded.stack import Stack

HOLDER = "from peerlearn.embedded import hold; hold(); print('held', flush=True); input()"


@pytest.fixture(scope="package")
def where() -> Iterator[Places]:
    top = Path(tempfile.mkdtemp(prefix="peerlearn tests "))
    top.chmod(0o755)
    found = places(top / "a folder with spaces" / ("x" * 150) / "var")
    yield found
    Stack(found).stop()
    shutil.rmtree(top)
    shutil.rmtree(PUBLIC / found.mark, ignore_errors=True)


@pytest.fixture(scope="package")
def stack(where: Places) -> Stack:
    return Stack(where)


@pytest.fixture
def environ(where: Places) -> dict[str, str]:
    return os.environ | {"PEERLEARN_VAR": str(where.var), "PYTHONPATH": str(CHECKOUT)}


@pytest.fixture
def holder(environ: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts processes that hold the servers; one says "held" and leaves on a line of input."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, "-c", HOLDER], env=environ, text=True, cwd="/", **pipes)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
