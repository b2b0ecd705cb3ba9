"""What a kill leaves behind must never stop the next start."""

import os
import shutil
import signal

import psycopg
import pytest
import redis

from peerlearn.embedded.processes import command_line, wait_until


@pytest.fixture(scope="module")
def held_stack(stack):
    users = stack.hold()
    yield stack
    stack.release(users)


@pytest.fixture
def running_stack(held_stack):
    held_stack.ensure()
    return held_stack


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not any(map(command_line, pids)), 2)


def pid_file(stack):
    return stack.postgres.data / "postmaster.pid"


def test_killed_postmaster_is_noticed_and_its_data_kept(where, running_stack):
    with psycopg.connect(where.urls.database_url) as connection:
        connection.execute("set synchronous_commit = on")  # the tests' servers are told to be careless
        connection.execute("create table figures as select 7 as figure")
    kill(running_stack.postgres._masters())

    assert not running_stack.healthy()
    running_stack.ensure()

    with psycopg.connect(where.urls.database_url) as connection:
        assert connection.execute("select figure from figures").fetchall() == [(7,)]


def test_killed_redis_comes_back_with_its_queue(where, running_stack):
    with redis.Redis.from_url(where.urls.redis_url) as client:
        client.rpush("queue", "a", "b")
    kill(running_stack.redis._servers())

    assert not running_stack.healthy()
    running_stack.ensure()

    with redis.Redis.from_url(where.urls.redis_url) as client:
        assert client.lrange("queue", 0, -1) == [b"a", b"b"]


def test_killed_guardian_is_replaced(running_stack):
    guardian = running_stack._guardian()
    kill([guardian])

    assert not running_stack.healthy()
    running_stack.ensure()

    assert running_stack._guardian() not in (None, guardian)


@pytest.mark.parametrize("content", ["", "123", "{parent}\n{data}\n"], ids=["empty", "cut off", "reused pid"])
def test_left_pid_file_that_means_nothing_does_not_stop_the_start(running_stack, content):
    kill(running_stack.postgres._masters())
    pid_file(running_stack).write_text(content.format(parent=os.getppid(), data=running_stack.postgres.data))

    running_stack.ensure()

    assert running_stack.postgres.ready()


def test_backends_that_outlive_their_postmaster_are_ended(where, running_stack):
    with psycopg.connect(where.urls.database_url) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        kill(running_stack.postgres._masters())

        running_stack.ensure()

        assert running_stack.postgres.ready()
        assert command_line(backend) == []


def test_removed_sockets_are_made_again_by_one_pair_of_servers(where, running_stack):
    where.postgres_socket.unlink()
    where.redis_socket.unlink()

    running_stack.ensure()

    assert running_stack.healthy()
    assert len(running_stack.postgres._masters()) == len(running_stack.redis._servers()) == 1


def test_data_deleted_under_running_servers_begins_afresh(where, running_stack):
    data = running_stack.postgres.data
    shutil.rmtree(where.redis_data)
    data.rename(data.with_name(f"{data.name}.draft"))  # as a first start that was killed would leave it

    running_stack.ensure()

    assert running_stack.healthy()
    assert sorted(path.name for path in data.parent.glob("pg*")) == [data.name]
