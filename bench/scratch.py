"""Databases of the benchmark's own, beside the product's in the same server, made anew or kept for the next run."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REDIS_DATABASE = 5  # what the product remembers of its own library must not come from a scratch one
ROOT = Path(__file__).resolve().parents[1]


def start_django() -> None:
    """Bring the embedded servers up and load the product; before this nothing of it may be imported."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.test")
    os.environ.setdefault("LOG_LEVEL", "error")  # a line for each request would hide the figures
    from peerlearn.embedded.environment import complete  # noqa: PLC0415 -- Django is set up first

    complete(os.environ)
    os.environ["REDIS_URL"] = _beside(os.environ["REDIS_URL"])
    import django  # noqa: PLC0415 -- Django is set up first

    django.setup()


def _beside(redis_url: str) -> str:
    """Another database of the same Redis."""
    address = urlsplit(redis_url)
    if address.scheme == "unix":
        return f"unix://{address.path}?db={REDIS_DATABASE}"
    return address._replace(path=f"/{REDIS_DATABASE}").geturl()


def folder(name: str) -> Path:
    """Where files of a database's benchmark lie."""
    from django.conf import settings  # noqa: PLC0415 -- Django is set up first

    return Path(settings.VAR) / "bench" / name


def use(name: str) -> None:
    """From now on the product works in the scratch database of this name."""
    from django.db import connection  # noqa: PLC0415 -- Django is set up first

    connection.close()
    connection.settings_dict["NAME"] = name


def exists(name: str) -> bool:
    with _server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def make(name: str) -> None:
    """An empty database with the product's tables; one that was there is dropped."""
    drop(name)
    with _server() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    use(name)
    migrate()


def migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 -- Django is set up first

    call_command("migrate", verbosity=0, interactive=False)


def drop(name: str) -> None:
    """Remove a database, whoever of us is still connected, and its files.

    Not `WITH (FORCE)`: that would end a running autovacuum too, which an ordinary role may not; without it PostgreSQL
    asks the autovacuum to stop.
    """
    with _server() as cursor:
        ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = user"
        cursor.execute(ended, [name])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(folder(name), ignore_errors=True)


def drop_all() -> None:
    """Remove every database of the benchmark and its files."""
    with _server() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, 'bench_')")
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        drop(name)


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor outside of every scratch database."""
    from django.db import connection  # noqa: PLC0415 -- Django is set up first

    use("postgres")
    with connection.cursor() as cursor:
        yield cursor
    connection.close()
