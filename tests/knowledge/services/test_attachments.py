import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from knowledge.enums import ArticleKind, Visibility
from knowledge.models import Attachment, Draft, LiveNote, Revision
from knowledge.services.attachments import (
    UNUSED_AFTER,
    add_attachment,
    claim_images,
    clean_images,
    image_markdown,
    remove_attachment,
)
from knowledge.validators import safe_filename
from peerlearn.people.models import User
from tests.factories.images import JPEG, png
from tests.factories.knowledge import TilFactory, held_session

PNG = png()
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def uploads(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(name: str = "chart.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_image_is_shown_to_who_may_see_its_article_only(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, visibility=Visibility.AUTHOR)
    image = add_attachment(til, file=upload(), filename="chart.png", by=alice)

    shown = client_of(alice).get(f"/media/{image.file.name}")

    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"] == 'inline; filename="chart.png"'
    assert b"".join(shown.streaming_content) == PNG
    assert client_of(bob).get(f"/media/{image.file.name}").status_code == 404


def test_image_of_a_text_still_being_written_is_its_writers(alice: User, bob: User, client_of: SignIn) -> None:
    image = add_attachment(None, file=upload(), filename="chart.png", by=alice)

    assert client_of(alice).get(f"/media/{image.file.name}").status_code == 200
    assert client_of(bob).get(f"/media/{image.file.name}").status_code == 404


def test_document_is_saved_and_never_opened(alice: User, client_of: SignIn) -> None:
    page = add_attachment(TilFactory(), file=upload("a.md", b"<script>"), filename="a.md", by=alice)

    answer = client_of(alice).get(f"/media/{page.file.name}")

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.md"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "data", "image", "words"),
    [
        ("a.svg", b"<svg onload=alert(1)>", True, "PNG, JPEG, WebP or GIF only."),
        ("a.html", b"<script>", False, "An image, or one of these: pdf"),
        ("a.exe", b"MZ", False, "An image, or one of these: pdf"),
        (".htaccess", b"Options", False, "An image, or one of these: pdf"),
        ("a.pdf.html", b"%PDF-1.7", False, "An image, or one of these: pdf"),
        ("a.pdf", b"", False, "The file is empty."),
        ("a.png", PNG + bytes(10 * 1024**2), True, "10.0 MB; the limit is 10 MB."),
        ("a.png", png(20_000, 20_000), True, "The image is larger than 40 megapixels"),
        ("a.png", png(20_000, 20_000), False, "The image is larger than 40 megapixels"),
        ("a.png", PNG[:-1], True, "The image could not be read."),
        ("a.jpg", JPEG[:-1], False, "The image could not be read."),
    ],
)
def test_file_that_is_refused_leaves_nothing(
    name: str, data: bytes, image: bool, words: str, alice: User, tmp_path: object
) -> None:
    with pytest.raises(ValueError, match=words):
        add_attachment(None, file=upload(name, data), filename=name, by=alice, image=image)

    assert Attachment.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x.vtt", "x.vtt"),
        ("..\\..\\x.png", "x.png"),
        ("a\r\nb.png", "ab.png"),
        ("<img onerror=1>.png", "img onerror=1.png"),
        ("a\x00.png", "a.png"),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("...", "file"),
    ],
)
def test_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("wall.PNG", PNG, "wall.PNG"),
        ("wall.jpeg", JPEG, "wall.jpeg"),
        ("wall.jpg", PNG, "wall.jpg.png"),
        ("wall.png.html", PNG, "wall.png.html.png"),
        (".htaccess", PNG, "htaccess.png"),
        ("page.html.txt", b"<script>", "page.html.txt"),
    ],
)
def test_image_is_saved_under_an_ending_of_its_own(name: str, data: bytes, kept: str, alice: User) -> None:
    assert add_attachment(None, file=upload(name, data), filename=name, by=alice).filename == kept


def test_images_that_a_text_names_are_taken_over(alice: User, bob: User) -> None:
    mine, others, _unused = (add_attachment(None, file=upload(), filename="a.png", by=by) for by in (alice, bob, alice))
    til = TilFactory(author=alice, body=f"{image_markdown(mine)} {image_markdown(others)}")

    assert claim_images(til, by=alice) == 1
    assert list(til.attachments.all()) == [mine]
    assert Attachment.objects.filter(article=None).count() == 2


def test_removed_file_is_gone(alice: User, tmp_path: object, django_capture_on_commit_callbacks: object) -> None:
    image = add_attachment(TilFactory(), file=upload(), filename="a.png", by=alice)

    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(image)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_image_that_no_text_names_goes_after_a_week_and_each_that_one_names_stays(
    alice: User, bob: User, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    unused, read, former, typed, noted, beside, young = (
        add_attachment(TilFactory() if number == 5 else None, file=upload(), filename="a.png", by=alice)
        for number in range(7)
    )
    til = TilFactory(author=bob, body=f"As in {image_markdown(read)}")
    Revision.objects.create(article=til, author=bob, title="Before", body=f"Look: {image_markdown(former)}")
    Draft.objects.create(user=alice, kind=ArticleKind.GUIDE, body=f"See /media/{typed.file.name}.")
    LiveNote.objects.create(session=held_session(bob), author=bob, text=image_markdown(noted))
    now = timezone.now()
    old = Attachment.objects.exclude(pk=young.pk)
    old.update(created_at=now - UNUSED_AFTER - timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert clean_images(now=now) == 1

    assert set(Attachment.objects.all()) == {read, former, typed, noted, beside, young}
    assert not Path(unused.file.path).exists()
    assert all(Path(each.file.path).exists() for each in (read, former, typed, noted, beside, young))
    assert clean_images(now=now) == 0


def test_file_of_an_image_that_was_never_kept_goes_after_a_week(alice: User, tmp_path: Path) -> None:
    kept = add_attachment(None, file=upload(), filename="a.png", by=alice)
    now = timezone.now()
    lost, fresh = (tmp_path / f"attachments/2026/11/{name}.png" for name in ("lost", "fresh"))
    for path in (lost, fresh):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)
    for path in (lost, Path(kept.file.path)):
        os.utime(path, ((now - UNUSED_AFTER).timestamp() - 60,) * 2)

    assert clean_images(now=now) == 1

    assert (lost.exists(), fresh.exists(), Path(kept.file.path).exists()) == (False, True, True)


def test_image_is_looked_for_in_a_few_statements_however_many_there_are(
    alice: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(3):
        image = add_attachment(None, file=upload(), filename="a.png", by=alice)
        TilFactory(body=image_markdown(image))
        Attachment.objects.update(created_at=timezone.now() - UNUSED_AFTER - timedelta(minutes=1))
        if number in (0, 2):
            with django_assert_num_queries(9):
                assert clean_images(now=timezone.now()) == 0
