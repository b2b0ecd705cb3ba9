"""All rows of one moment by COPY, in PostgreSQL's binary form, with the columns and counters they belong to.

Done over the ordinary connection, since the embedded PostgreSQL brings no pg_dump; so both releases must be the same,
and so must the migrations. Who is signed in is left out: after a restore everybody signs in again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from peerlearn.ops.backup.archive import Refused

LEFT_OUT = {"django_migrations", "django_session"}
MADE_BY_MIGRATE = {"django_content_type", "auth_permission", "django_site"}
Columns = dict[str, list[str]]

_COLUMNS = """
SELECT class.relname, array_agg(attribute.attname::text ORDER BY attribute.attnum)
FROM pg_class class JOIN pg_attribute attribute ON attribute.attrelid = class.oid
WHERE class.relkind = 'r' AND class.relnamespace = current_schema()::regnamespace
  AND attribute.attnum > 0 AND NOT attribute.attisdropped AND attribute.attgenerated = ''
GROUP BY class.relname ORDER BY class.relname"""

_COUNTERS = """
SELECT sequence.relname FROM pg_class sequence
WHERE sequence.relkind = 'S' AND sequence.relnamespace = current_schema()::regnamespace ORDER BY 1"""


def release() -> int:
    """The major release of PostgreSQL."""
    with connection.cursor():
        return int(connection.connection.info.server_version) // 10000


def schema() -> list[str]:
    """The migrations that made these tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def columns() -> Columns:
    """Every table that is backed up, with the columns that hold something of their own."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return {table: names for table, names in cursor.fetchall() if table not in LEFT_OUT}


def hold_moment() -> None:
    """From here on this transaction, just begun, sees the database as it is now, however long it reads."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT 1")


def counters() -> dict[str, list[Any]]:
    """Where each sequence stands, so that no number is given twice, not even one whose row is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS)
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(_composed("SELECT last_value, is_called FROM {}", name))
            found[name] = list(cursor.fetchone() or ())
    return found


def rows(table: str, names: list[str]) -> Iterator[bytes | memoryview]:
    """The rows of a table as COPY writes them."""
    with connection.cursor() as cursor:
        statement = _composed("COPY {} ({}) TO STDOUT (FORMAT BINARY)", table, names)
        with cursor.copy(statement) as copy:
            yield from copy


def tables_in_use() -> list[str]:
    """Tables with rows in them, other than those which `migrate` fills by itself."""
    with connection.cursor() as cursor:
        used = []
        for table in sorted(columns().keys() - MADE_BY_MIGRATE):
            cursor.execute(_composed("SELECT EXISTS (SELECT 1 FROM {})", table))
            if cursor.fetchone() == (True,):
                used.append(table)
    return used


def empty_all() -> None:
    """In the running transaction; whoever reads meanwhile waits for its end."""
    with connection.cursor() as cursor:
        tables = sql.SQL(", ").join(sql.Identifier(table) for table in [*columns(), "django_session"])
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))


def switch_triggers(*, on: bool) -> None:
    """Rows come as they were: what our triggers would write down of their coming is among them already.

    On again only after `check_references`: a table whose keys are still to be checked cannot be altered.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        for (table,) in cursor.fetchall():
            if table in columns():
                cursor.execute(_composed(f"ALTER TABLE {{}} {'ENABLE' if on else 'DISABLE'} TRIGGER USER", table))


def fill(table: str, names: list[str], pieces: Iterable[bytes]) -> None:
    """Raises Refused when the bytes are no rows of this table."""
    try:
        with connection.cursor() as cursor:
            statement = _composed("COPY {} ({}) FROM STDIN (FORMAT BINARY)", table, names)
            with cursor.copy(statement) as copy:
                for piece in pieces:
                    copy.write(piece)
    except psycopg.Error as error:
        raise Refused(f"The rows of {table} cannot be read: {_first_line(error)}") from error


def set_counters(found: dict[str, list[Any]]) -> None:
    with connection.cursor() as cursor:
        for name, (value, called) in found.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [connection.ops.quote_name(name), value, called])


def check_references() -> None:
    """Every foreign key leads somewhere. Raises Refused."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        raise Refused(f"Rows are missing in the archive: {_first_line(error)}") from error


def _composed(statement: str, table: str, names: list[str] | None = None) -> sql.Composed:
    parts = [sql.Identifier(table)]
    if names is None:
        return sql.SQL(statement).format(*parts)  # type: ignore[arg-type]  # our own constants
    return sql.SQL(statement).format(*parts, sql.SQL(", ").join(map(sql.Identifier, names)))  # type: ignore[arg-type]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
