import base64
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from knowledge.enums import ArticleKind
from knowledge.models import Article, Attachment
from knowledge.selectors.search import search
from knowledge.services.wiki_import import ask_to_import, clean_archives, import_archive
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import fail
from peerlearn.people.models import User
from tests.knowledge.test_archives import zipped

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BESIDE = (("p.png", PIXEL), ("cut.png", PIXEL[:-4]), ("tool.exe", b"MZ\x90\0"))


def imported(by: User, *entries: tuple[str, bytes]) -> Job:
    job = ask_to_import(ContentFile(zipped(*entries).getvalue(), name="wiki.zip"), by=by)
    import_archive(job, now=timezone.now())
    job.refresh_from_db()
    return job


def test_pages_become_guides_with_topics_and_images(alice: User, bob: User) -> None:
    page = b'---\ntitle: Ask first\ntopics: ["Interviews"]\n---\n\nLook: ![the wall](../img/the%20wall.png) [site](https://example.com)'
    job = imported(alice, ("how/ask.md", page), ("img/the wall.png", PIXEL), ("plain_page.md", b"Just words."))

    first, second = Article.objects.order_by("title")
    assert (job.state, job.message) == ("done", "2 guides were imported.")
    assert [guide.title for guide in (first, second)] == ["Ask first", "plain page"]
    assert {guide.kind for guide in (first, second)} == {ArticleKind.GUIDE}
    attachment = Attachment.objects.get()
    assert (attachment.article, attachment.filename) == (first, "the wall.png")
    assert first.body == f"Look: ![the wall](/media/{attachment.file.name}) [site](https://example.com)"
    assert [topic.name for topic in first.topics.all()] == ["Interviews"]
    assert (first.verifier, first.revisions.get().reason) == (None, "Imported from ask.md")
    assert [hit.article for hit in search("just words", user=bob).hits] == [second]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("latin.md", "Überblick".encode("latin-1"), "latin.md: Save the file as UTF-8."),
        ("nul.md", b"a\0b", "nul.md: It contains a character that cannot be stored (NUL)."),
        ("empty.md", b"  \n", "empty.md: The file is empty."),
        ("title.md", b"# " + b"x" * 201 + b"\n\nText", "title.md: The title is longer than 200 characters."),
        ("long.md", b"x" * 500_001, "long.md: The text is longer than 500 kB."),
        ("page.md", b"![cut](cut.png)", "cut.png: The image could not be read."),
        ("page.md", b"[run](tool.exe)", "tool.exe: An image, or one of these"),
    ],
)
def test_one_file_that_cannot_be_kept_leaves_nothing(alice: User, name: str, data: bytes, problem: str) -> None:
    job = imported(alice, ("good.md", b"Good. ![p](p.png)"), *BESIDE, (name, data))

    assert job.state == "failed"
    assert job.message.startswith(f"Nothing was imported.\n{problem}")
    assert (Article.objects.count(), Attachment.objects.count()) == (0, 0)


def test_hostile_or_empty_archive_is_refused(alice: User) -> None:
    assert imported(alice, ("../a.md", b"x")).message == "Archive refused: “../a.md” leads out of it."
    assert imported(alice, ("a.png", PIXEL)).message == "Archive refused: there is no Markdown file in it."
    assert not Article.objects.exists()


def test_link_that_leads_out_of_the_archive_is_left_as_it_is(alice: User) -> None:
    imported(alice, ("a.md", b"[up](../../etc/passwd) [root](/etc/passwd) [script](javascript:alert(1))"))

    assert Article.objects.get().body == "[up](../../etc/passwd) [root](/etc/passwd) [script](javascript:alert(1))"


def test_what_was_exported_comes_in_again(alice: User) -> None:
    job = imported(
        alice, ("a.md", b'---\ntitle: "Ask"\ntopics: ["One"]\nkind: "guide"\ndate: "2026-01-01"\n---\n\nText\n')
    )

    guide = Article.objects.get()
    assert (job.state, guide.title, guide.body) == ("done", "Ask", "Text")


def test_zip_that_a_killed_worker_left_goes_after_a_day_and_one_that_waits_stays(
    alice: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    archive = ContentFile(zipped(("a.md", b"Just words.")).getvalue(), name="wiki.zip")
    killed, waiting = (ask_to_import(archive, by=alice) for _number in range(2))
    fail(killed, message="", now=now)
    assert clean_archives(now=now) == 0
    for path in tmp_path.rglob("*.zip"):
        os.utime(path, (now.timestamp() - 90_000,) * 2)

    assert clean_archives(now=now) == 1

    assert (import_archive(killed, now=now), import_archive(waiting, now=now)) == (0, 1)
    assert not list(tmp_path.rglob("*.zip"))
