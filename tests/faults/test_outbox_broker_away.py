"""A page that has something to tell does not wait for a broker that is away; the clock finds the message."""

import os
import signal
from collections.abc import Callable
from contextlib import contextmanager

import pytest

from tests.faults.conftest import Servers

SAY_SOMETHING = """
import time
from datetime import timedelta
from django.utils import timezone
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

now = timezone.now()
person, _ = User.objects.get_or_create(email="person@example.com", defaults={"name": "Person"})
hour = timedelta(hours=1)
draft = Draft(kind="faults.notice", recipient=person, object_key="%s:1", due_at=now, expires_at=now + hour)
began = time.monotonic()
enqueue([draft])
print(f"took {time.monotonic() - began}")
"""


@contextmanager
def frozen(servers: Servers):
    pids = servers.stack.redis._servers()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def stopped(servers: Servers):
    servers.stack.redis.stop()
    try:
        yield
    finally:
        servers.stack.ensure()


@pytest.mark.parametrize("away", [frozen, stopped])
def test_enqueue_with_the_broker_away_is_quick_and_keeps_the_message(servers: Servers, away: Callable):
    with away(servers):
        said = servers.manage("shell", "--no-imports", "-c", SAY_SOMETHING % away.__name__)

    assert float(said.split("took")[1]) < 1  # the client by itself is patient for six seconds
    assert servers.states(away.__name__) == {"pending": 1}
