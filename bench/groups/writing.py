"""What is written until it is found: the transcript of one session, and a folder of sessions."""

import statistics
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from bench import library, scratch
from bench.figures import Figure, Results
from bench.timing import seconds_of
from knowledge.models import Article, Passage
from knowledge.services.indexing import index_articles
from knowledge.services.passages import Spoken, store_passages
from knowledge.transcripts import Cue

SESSIONS, ROUNDS = 12, 3
IMPORTED = "bench_import"
# What an import writes most of; the copies have neither keys nor indexes.
TABLES = (
    "people_user",
    "rituals_ritual",
    "rituals_session",
    "rituals_teaching",
    "topics_topic",
    "knowledge_article",
    "knowledge_article_topics",
    "knowledge_recording",
    "knowledge_transcript",
    "knowledge_passage",
)
VECTORS = (
    "ALTER TABLE copied_knowledge_article ADD words tsvector",
    "UPDATE copied_knowledge_article SET words = to_tsvector('english', title || ' ' || summary || ' ' || body)",
    "UPDATE copied_knowledge_passage SET words = to_tsvector('english', text), exact = to_tsvector('simple', text)",
)


def measure_save(size: int, results: Results) -> None:
    """A transcript comes to a session until it is found, beside making one vector of its text."""
    scratch.use(library.name_of(size))
    spoken = Article.objects.filter(passages__number=1).order_by("pk")[:SESSIONS]
    talks = [_talk(article.pk) for article in spoken]
    times: dict[str, dict[int, list[float]]] = {"saved": defaultdict(list), "vector": defaultdict(list)}
    for number in range(ROUNDS + 1):
        for talk in talks:
            _forget(talk.article_id)
            taken = {"saved": seconds_of(partial(_save, talk)), "vector": seconds_of(partial(_vector, talk))}
            for way, seconds in taken.items():
                times[way][talk.article_id] += [seconds * 1000] if number else []
    ours, vector = (statistics.median(map(statistics.median, times[way].values())) for way in ("saved", "vector"))
    results.add(Figure("save of a session until it is found", ours, reference=vector, most=12))


def _talk(article_id: int) -> Spoken:
    passages = Passage.objects.filter(article_id=article_id).order_by("number")
    rows = passages.values_list("starts", "ends", "speaker", "text", "number")
    return Spoken(article_id, [Cue(*row) for row in rows], "en", ())


def _forget(article_id: int) -> None:
    Passage.objects.filter(article_id=article_id).delete()
    index_articles([article_id])


@transaction.atomic
def _save(talk: Spoken) -> None:
    store_passages([talk])
    index_articles([talk.article_id])


def _vector(talk: Spoken) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(to_tsvector('english', %s))", [" ".join(cue.text for cue in talk.cues)])


def measure_import(data: Path, results: Results) -> None:
    """All people and sessions of a folder, beside copying the same rows and making vectors of their texts."""
    scratch.make(IMPORTED)
    ours = seconds_of(lambda: library.import_folder(data, [data / "sessions.jsonl"]))
    folder = scratch.folder(IMPORTED)
    folder.mkdir(parents=True, exist_ok=True)
    with connection.cursor() as cursor:
        for table in TABLES:
            columns = _columns(cursor, table)
            copy = f"COPY {table} ({columns}) TO STDOUT (FORMAT binary)"
            with (folder / table).open("wb") as file, cursor.copy(copy) as rows:
                for block in rows:
                    file.write(block)
    copied = seconds_of(lambda: _copy(folder))
    results.add(Figure("import of a folder", ours, "s", reference=copied, most=5))


@transaction.atomic
def _copy(folder: Path) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE copied_{table} (LIKE {table})")
            columns = _columns(cursor, table)
            with cursor.copy(f"COPY copied_{table} ({columns}) FROM STDIN (FORMAT binary)") as copy:
                for block in _blocks(folder / table):
                    copy.write(block)
        for statement in VECTORS:
            cursor.execute(statement)


def _columns(cursor: CursorWrapper, table: str) -> str:
    """All of a table but its vectors, which the import makes and so does the copy."""
    cursor.execute(
        "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public' AND udt_name <> 'tsvector'",
        [table],
    )
    return str(cursor.fetchone()[0])


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(1 << 18):
            yield block
