"""Whatever is killed while mails go out: none is lost, and doubled are at most those in flight, recognisably."""

import os
import signal
from functools import partial

from tests.faults.conftest import BEAT, Servers, Sink, children, eventually


def doubles(sink: Sink, name: str) -> int:
    return sum(count - 1 for count in sink.subjects(name).values())


def assert_same_identity(sink: Sink) -> None:
    """Every mail of one subject carries one Message-ID, so that a mail server can drop the double."""
    assert len({mail.identity for mail in sink.mails}) == len({mail.subject for mail in sink.mails})


def test_killed_pool_child_and_killed_worker_lose_no_message(servers: Servers, sink: Sink):
    servers.enqueue_notices("killed", 200)
    worker = servers.start_worker()
    servers.start_beat()

    eventually(sink.arrived("killed", 40), 20)
    os.kill(children(worker.pid)[0], signal.SIGKILL)
    eventually(sink.arrived("killed", 100), 20)
    servers.kill(worker)
    before_restart = servers.states("killed")
    servers.start_worker()
    eventually(lambda: servers.states("killed") == {"sent": 200}, 30)

    assert before_restart["sent"] < 200
    assert len(sink.subjects("killed")) == 200
    assert doubles(sink, "killed") <= servers.open_tries() <= 4
    assert_same_identity(sink)


def test_redis_that_loses_everything_loses_no_message(servers: Servers, sink: Sink):
    servers.enqueue_notices("wiped", 100)
    servers.start_worker()
    servers.start_beat()

    eventually(sink.arrived("wiped", 30), 20)
    servers.wipe_redis()
    servers.enqueue_notices("in the dark", 20)
    servers.stack.ensure()
    servers.enqueue_notices("afterwards", 20)

    def all_sent(name: str, count: int) -> bool:
        servers.tend()  # a worker may end when its broker goes away
        return servers.states(name) == {"sent": count}

    for name, count in (("wiped", 100), ("in the dark", 20), ("afterwards", 20)):
        eventually(partial(all_sent, name, count), 20)
        assert len(sink.subjects(name)) == count
        assert doubles(sink, name) == 0


def test_stopped_worker_ends_its_message_and_gives_the_rest_back(servers: Servers, sink: Sink):
    sink.seconds_per_mail = 0.05
    servers.enqueue_notices("stopped", 60)
    loop = servers.start("manage", "sweep", "--loop")

    eventually(sink.arrived("stopped", 10), 20)
    loop.send_signal(signal.SIGTERM)

    assert loop.wait(5) == 0
    states = servers.states("stopped")
    assert set(states) == {"sent", "pending"}
    assert states["sent"] == len(sink.subjects("stopped"))
    assert doubles(sink, "stopped") == 0


def test_fresh_start_shows_its_signs_of_life_within_seconds(servers: Servers):
    servers.sql("DELETE FROM jobs_heartbeat RETURNING name")
    servers.start_worker()
    schedule = str(servers.places.var / "fresh-schedule")

    servers.start("celery", "-A", "peerlearn", *BEAT, "--schedule", schedule)

    eventually(lambda: set(servers.sql("SELECT name FROM jobs_heartbeat")) == {("beat",), ("sweep",)}, 20)


def test_frozen_worker_that_wakes_up_after_its_lease_spoils_nothing(servers: Servers, sink: Sink):
    servers.enqueue_notices("frozen", 80)
    frozen = servers.start_worker()
    servers.start_beat()
    eventually(sink.arrived("frozen", 15), 20)

    os.killpg(frozen.pid, signal.SIGSTOP)
    servers.start_worker()
    eventually(lambda: servers.states("frozen") == {"sent": 80}, 30)
    os.killpg(frozen.pid, signal.SIGCONT)
    servers.enqueue_notices("thawed", 20)
    eventually(lambda: servers.states("thawed") == {"sent": 20}, 20)

    assert servers.states("frozen") == {"sent": 80}
    assert len(sink.subjects("frozen")) == 80
    assert doubles(sink, "frozen") <= 2  # one for each of its processes
    assert doubles(sink, "thawed") == 0
    assert_same_identity(sink)
