"""Statements that are planned once: prepared on the connection, right in a transaction, and counted as others are."""

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from peerlearn.core.statements import planned_once

DOUBLED = "SELECT number * 2 FROM unnest(%s::bigint[]) number ORDER BY 1"


def prepared() -> list[str]:
    return [row[0] for row in planned_once("SELECT statement FROM pg_prepared_statements", [])]


def test_answers_with_all_rows_however_often(db: None) -> None:
    assert [planned_once(DOUBLED, [[2, size]]) for size in (1, 70_000, 2**40)] == [
        [(2,), (4,)],
        [(4,), (140_000,)],
        [(4,), (2**41,)],
    ]


def test_statement_is_kept_by_the_connection(db: None) -> None:
    planned_once(DOUBLED, [[1]])

    assert any("unnest($1::bigint[])" in statement for statement in prepared())


def test_question_is_counted(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        planned_once(DOUBLED, [[1]])

    assert len(queries) == 1


def test_what_the_database_refuses_is_an_error_of_django(db: None) -> None:
    with pytest.raises(DataError):
        planned_once("SELECT 1 / %s::int", [0])
