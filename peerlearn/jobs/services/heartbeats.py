"""Background duties say that they are well; `/readyz` listens."""

from django.db import connection


def beat(name: str) -> None:
    """Note that `name` just ended well. The database's clock decides, so machines need not agree on the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_heartbeat (name, last_ok) VALUES (%s, now()) "
            "ON CONFLICT (name) DO UPDATE SET last_ok = now()",
            [name],
        )
