"""A scratch database filled with mixtures through the product's own import, a twentieth of it closed to the reader."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from bench import corpus, scratch
from knowledge.enums import Visibility
from knowledge.models import Article
from knowledge.services.indexing import index_articles
from knowledge.services.packing import pack_index
from knowledge.services.session_import import import_sessions
from peerlearn.people.models import User
from peerlearn.people.services.directory import import_people

CLOSED_EVERY = 20
READER = "reader@bench.example"


def name_of(size: int) -> str:
    return f"bench_{size}"


def prepare(source: corpus.Source, size: int, *, keep: bool, reindex: bool) -> None:
    """Use the database with `size` sessions; it is filled unless `keep` is given and it is there already."""
    name = name_of(size)
    if not (keep and scratch.exists(name) and _is_full(name, size)):
        scratch.make(name)
        _fill(source, size, scratch.folder(name) / "import")
    else:
        scratch.migrate()
        if reindex:
            began = time.perf_counter()
            index_articles(Article.objects.order_by("pk").values_list("pk", flat=True))
            print(f"{size:,} sessions indexed anew in {time.perf_counter() - began:.0f} s", flush=True)
    pack_index()


def reader() -> User:
    """The colleague who searches: teaches nothing and belongs to nothing."""
    return User.objects.get(email=READER)


def import_folder(folder: Path, parts: Sequence[Path]) -> None:
    """The people of a folder, and the sessions of these files in it with their transcripts."""
    import_people(folder / "people.csv")
    for part in parts:
        report = import_sessions(part, files=folder, now=timezone.now())
        if report.problems:
            raise SystemExit(f"{part.name} was not imported: {report.problems[0]}")


def _is_full(name: str, size: int) -> bool:
    scratch.use(name)
    return Article.objects.filter(session__external_id__startswith="bench/").count() == size


def _fill(source: corpus.Source, size: int, folder: Path) -> None:
    began = time.perf_counter()
    parts = corpus.write(source, corpus.mixtures(source, size), folder)
    import_folder(folder, parts)
    User.objects.create(email=READER, name="Rita Reader")
    articles = Article.objects.order_by("pk").values_list("pk", flat=True)
    closed = list(articles[::CLOSED_EVERY])
    Article.objects.filter(pk__in=closed).update(visibility=Visibility.MEMBERS)
    index_articles(closed)
    shutil.rmtree(folder)
    print(f"{size:,} sessions imported in {time.perf_counter() - began:.0f} s", flush=True)
