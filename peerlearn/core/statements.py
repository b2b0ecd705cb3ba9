"""Statements whose text never changes are planned once per connection: for small questions that are asked all the time
planning takes longer than answering.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


def planned_once(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of an answer. Values must be parameters: a text that differs each time would be kept each time.

    Right for statements that are best answered the same way whatever the values are. What is prepared lives as long as
    the connection, so a pooler between must keep prepared statements.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Psycopg's own cursor takes a connection, and the wrapper lets what it is asked be logged and counted.
    bare = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    with connection._prepare_cursor(bare) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
