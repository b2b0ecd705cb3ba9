import os
import shutil
import signal
import stat
import subprocess
import sys

import psycopg
import pytest
import redis

from peerlearn.embedded import EmbeddedError, urls
from peerlearn.embedded.binaries import redis_server
from peerlearn.embedded.environment import complete, kept_secret
from peerlearn.embedded.paths import places
from peerlearn.embedded.processes import end, running, wait_until
from peerlearn.embedded.redis import Redis


def processes_of(where):
    return [pid for pid, line in running() if where.mark.encode() in b" ".join(line)]


def held(process):
    return process.stdout.readline() == "held\n"


def leave(process):
    process.communicate("\n")


def command(environ, verb):
    line = [sys.executable, "-m", "peerlearn.embedded", verb]
    return subprocess.run(line, env=environ, cwd="/", capture_output=True, text=True, check=False)


def test_urls_asked_before_any_start_touch_nothing(tmp_path):
    found = urls(tmp_path / "var")

    folder = found.redis_url.removeprefix("unix://").removesuffix("/redis.sock?db=0")
    assert folder.startswith(f"/tmp/peerlearn-{os.geteuid()}-")  # noqa: S108
    assert found.database_url == f"postgresql://peerlearn@/peerlearn?host={folder}&port=5432"
    assert found.broker_url == f"redis+socket://{folder}/redis.sock?virtual_host=1"
    assert not (tmp_path / "var").exists()
    assert not os.path.exists(folder)


def test_two_first_starts_at_once_share_one_pair_of_servers(where, stack, holder):
    first, second = holder(), holder()

    assert held(first)
    assert held(second)
    assert len(stack.postgres._masters()) == 1
    assert len(stack.redis._servers()) == 1


def test_role_of_the_product_is_no_superuser_and_may_make_databases(where, holder):
    assert held(holder())

    with psycopg.connect(where.urls.database_url) as connection:
        question = "select rolname, rolsuper, rolcreatedb from pg_roles where rolname = current_user"
        assert connection.execute(question).fetchone() == ("peerlearn", False, True)
    with redis.Redis.from_url(where.urls.redis_url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_sockets_stand_in_a_folder_closed_to_others(where, holder):
    assert held(holder())

    assert stat.S_IMODE(where.sockets.stat().st_mode) == 0o700


def test_servers_outlive_one_holder_and_stop_with_the_last(where, stack, holder):
    first, second = holder(), holder()
    assert held(first)
    assert held(second)

    leave(first)
    assert stack.healthy()
    leave(second)
    assert processes_of(where) == []
    assert not where.sockets.exists()


def test_servers_stop_when_the_last_holder_was_killed(where, stack, holder):
    last = holder()
    assert held(last)

    last.send_signal(signal.SIGKILL)

    assert wait_until(lambda: processes_of(where) == [] and not where.sockets.exists(), 10)


def test_data_is_kept_from_one_start_to_the_next(where, holder):
    first = holder()
    assert held(first)
    with psycopg.connect(where.urls.database_url) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('Lisbon')")
    leave(first)

    assert held(holder())

    with psycopg.connect(where.urls.database_url) as connection:
        assert connection.execute("select word from kept").fetchall() == [("Lisbon",)]


def test_up_lasts_beyond_every_holder_until_down(where, stack, holder, environ):
    up = command(environ, "up")
    guest = holder()
    assert held(guest)
    leave(guest)

    assert up.returncode == 0
    assert stack.healthy()
    assert command(environ, "status").returncode == 0
    assert command(environ, "down").stdout == "Servers stopped.\n"
    assert processes_of(where) == []
    assert command(environ, "status").returncode == 1


def test_start_that_fails_half_way_leaves_nothing_running(where, stack):
    where.redis_data.rename(where.redis_data.with_name("redis.away"))
    where.redis_data.write_text("a file where Redis wants a folder")

    with pytest.raises(EmbeddedError, match=r"^Redis did not start: "):
        stack.ensure()

    assert wait_until(lambda: processes_of(where) == [] and not where.sockets.exists(), 10)
    where.redis_data.unlink()
    where.redis_data.with_name("redis.away").rename(where.redis_data)


@pytest.mark.parametrize("trap", ["open to others", "a link"])
def test_socket_folder_that_is_not_ours_alone_is_refused(where, stack, tmp_path, trap):
    if trap == "a link":
        where.sockets.symlink_to(tmp_path)
    else:
        where.sockets.mkdir()
        where.sockets.chmod(0o755)

    with pytest.raises(EmbeddedError, match=r"is somebody else's or open to others: remove it\.$"):
        stack.ensure()

    where.sockets.unlink() if trap == "a link" else where.sockets.rmdir()


def test_production_environment_is_left_alone():
    environ = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://cache/0"}

    complete(environ)

    assert environ == {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://cache/0"}


def test_secret_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "var" / "secret-key"

    first = kept_secret(path)

    assert len(first) >= 50
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["secret-key"]


@pytest.fixture
def deep_redis(tmp_path, monkeypatch):
    """A Redis whose program lies in a folder with a very long name."""
    program = tmp_path / ("deep " * 40) / ("deeper" * 20) / "redis-server"
    program.parent.mkdir(parents=True)
    program.symlink_to(redis_server())
    monkeypatch.setattr("peerlearn.embedded.redis.redis_server", lambda: program)
    deep = Redis(places(tmp_path))
    deep.places.sockets.mkdir(mode=0o700)
    yield deep
    end(working_in(deep.places), signal.SIGKILL, 2)
    shutil.rmtree(deep.places.sockets)


def working_in(where):
    """By where Redis works, since what it calls itself is in question."""
    pids = [pid for pid, line in running() if b"redis" in line[0]]
    return [pid for pid in pids if os.path.realpath(f"/proc/{pid}/cwd") == str(where.redis_data)]


def test_redis_in_a_folder_with_a_very_long_name_is_found_and_stopped(deep_redis):
    deep_redis.ensure()
    found = deep_redis._servers()
    deep_redis.stop()

    assert len(found) == 1
    assert working_in(deep_redis.places) == []
