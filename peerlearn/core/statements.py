"""Statements written by hand, for questions that the ORM cannot put or not fast enough."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.pq import Format

Rows = list[tuple[Any, ...]]


def run(statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Rows:
    """All rows of an answer, planned for these values."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def planned_once(
    statement: str, parameters: Sequence[Any] | Mapping[str, Any] = (), *, in_binary: bool = False
) -> Rows:
    """All rows of an answer to a statement that is planned once per connection: for small questions that are asked all
    the time planning takes longer than answering. Values must be parameters: a text that differs each time would be
    kept each time. `in_binary` saves long `bytea` values a detour through text.

    Right for statements that are best answered the same way whatever the values are. What is prepared lives as long as
    the connection, so a pooler between must keep prepared statements.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Psycopg's own cursor takes a connection, and the wrapper lets what it is asked be logged and counted.
    bare = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    if in_binary:
        bare.format = Format.BINARY  # type: ignore[attr-defined]
    with connection._prepare_cursor(bare) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, parameters)
        rows: Rows = cursor.fetchall()
        return rows
