"""The command that makes the index of search by meaning, and the job that keeps it filled."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from knowledge import meaning
from knowledge.management.commands import index_meaning as command
from knowledge.models import Passage
from knowledge.selectors.meaning import is_indexed
from knowledge.services import meaning as services
from knowledge.services.meaning import make_table
from knowledge.tasks import index_meaning
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session
from tests.knowledge.hashed import HashedRuns

ENCODER = HashedRuns()
TALK = "**Alice Teacher:** \\[00:10\\] Repairing bicycles.\n"


class Slow(HashedRuns):
    """Every batch takes this model a minute, on a clock of the test's."""

    minutes = 0

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        Slow.minutes += 1
        return super().__call__(texts)


@pytest.fixture
def talks(alice: User) -> None:
    for number in range(3):
        capture_of(held_session(alice, title=f"Wheels {number}"), transcript=TALK)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if an operator had named a model; it is the hashed one."""
    monkeypatch.setattr(command, "local_encoder", lambda: ENCODER)
    monkeypatch.setattr(meaning, "local_encoder", lambda: ENCODER)


def vectors() -> int | None:
    """How many there are; None without a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('knowledge_meaning')")
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute("SELECT count(*) FROM knowledge_meaning")
        return int(cursor.fetchone()[0])


def test_command_reads_everything_once_and_tells_how_far_it_is(
    pgvector: None, talks: None, model: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("index_meaning")
    first = capsys.readouterr()
    call_command("index_meaning")

    assert (first.out, first.err) == ("3 passages were read.\n", "\r3 of 3 passages\n")
    assert capsys.readouterr().out == "0 passages were read.\n"
    assert vectors() == 3


def test_command_drops_what_no_trigger_heard_of(pgvector: None, talks: None, model: None) -> None:
    call_command("index_meaning")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER meaning_leaves ON knowledge_passage")
    Passage.objects.order_by("pk")[0].delete()
    assert vectors() == 3

    call_command("index_meaning")

    assert vectors() == 2


def test_command_takes_all_of_it_away_again(
    pgvector: None, talks: None, model: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("index_meaning")

    call_command("index_meaning", remove=True)
    call_command("index_meaning", remove=True)

    assert capsys.readouterr().out.endswith("Search goes by words only.\n" * 2)
    assert vectors() is None
    assert not is_indexed(ENCODER)
    Passage.objects.all().delete()  # nothing of it is left on the table


@pytest.mark.parametrize(
    ("folder", "words"), [(False, "SEMANTIC_MODEL_DIR is not set."), (True, "SEMANTIC_MODEL_DIR has no model.onnx")]
)
def test_command_without_a_model_says_what_is_lacking_and_makes_nothing(
    folder: bool, words: str, pgvector: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEMANTIC_MODEL_DIR = str(tmp_path) if folder else ""
    monkeypatch.setattr(meaning, "find_spec", lambda name: name)

    with pytest.raises(CommandError, match=words):
        call_command("index_meaning")

    assert vectors() is None


def test_command_on_a_server_that_is_too_old_says_so(db: None, model: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "OLDEST", (99, 0))

    with pytest.raises(CommandError, match=r"has no extension pgvector .* search goes on by words\.$"):
        call_command("index_meaning")

    assert vectors() is None


def test_job_reads_what_is_missing(pgvector: None, talks: None, model: None) -> None:
    make_table(ENCODER)

    index_meaning()
    index_meaning()

    assert vectors() == 3


def test_job_makes_no_table_by_itself(pgvector: None, talks: None, model: None) -> None:
    index_meaning()

    assert vectors() is None


def test_job_leaves_vectors_of_another_model_to_the_command(pgvector: None, talks: None, model: None) -> None:
    make_table(HashedRuns("other", 64))

    index_meaning()

    assert vectors() == 0


def test_job_without_a_model_asks_the_database_nothing(db: None, settings: Any, django_assert_num_queries: Any) -> None:
    settings.SEMANTIC_MODEL_DIR = ""

    with django_assert_num_queries(0):
        index_meaning()


def test_job_ends_after_a_minute_and_a_half_and_goes_on_the_next_time(
    pgvector: None, talks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, begun = Slow(), time.monotonic()
    monkeypatch.setattr(services, "BATCH", 1)
    monkeypatch.setattr(meaning, "local_encoder", lambda: slow)
    monkeypatch.setattr(time, "monotonic", lambda: begun + 60 * Slow.minutes)
    make_table(slow)

    index_meaning()
    assert vectors() == 2

    index_meaning()
    assert vectors() == 3
