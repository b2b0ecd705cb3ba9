from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knowledge.enums import Visibility
from knowledge.models import Attachment
from knowledge.services.attachments import add_attachment, claim_images, image_markdown, remove_attachment
from knowledge.validators import safe_filename
from peerlearn.people.models import User
from tests.factories.images import JPEG, png
from tests.factories.knowledge import TilFactory

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
