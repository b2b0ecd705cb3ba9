"""Whether this instance can do its work: each check is a name and what is wrong, or nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from peerlearn.jobs.models import Heartbeat

SILENT_FOR = timedelta(minutes=3)  # a minute-by-minute duty that is silent this long has stopped


def problems() -> dict[str, str]:
    """The failing checks by name; empty means ready."""
    checks: dict[str, Callable[[], str]] = {
        "database": check_database,
        "broker": check_broker,
        "migrations": check_migrations,
        "sweep": lambda: check_heartbeat("sweep"),
        "beat": lambda: check_heartbeat("beat"),
    }
    return dict(_failing(checks))


def _failing(checks: dict[str, Callable[[], str]]) -> Iterator[tuple[str, str]]:
    for name, check in checks.items():
        try:
            problem = check()
        except (DatabaseError, OSError, ConnectionError) as error:
            problem = type(error).__name__
        except Exception as error:  # redis-py raises its own family; a check must answer, never break the answer
            problem = type(error).__name__
        if problem:
            yield name, problem


def check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def check_broker() -> str:
    redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1).ping()
    return ""


def check_migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} to apply" if pending else ""


def check_heartbeat(name: str) -> str:
    """Silence since the last heart-beat, when it is too long."""
    heartbeat = Heartbeat.objects.filter(name=name).first()
    if heartbeat is None:
        return "not yet"
    silence = timezone.now() - heartbeat.last_ok
    return f"silent for {int(silence.total_seconds())} s" if silence > SILENT_FOR else ""
