from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from knowledge.enums import Visibility
from knowledge.models import Article, Attachment, OtherPage
from peerlearn.people.models import User
from tests.factories.images import png
from tests.factories.knowledge import TilFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def share(alice: User) -> Article:
    return TilFactory(author=alice)


def add(client: Client, article: Article, name: str, content: bytes) -> int:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("knowledge:add_attachment", args=[article.slug]), {"file": file}).status_code


def test_file_is_added_downloaded_and_deleted(share: Article, alice: User, bob: User, client_of: SignIn) -> None:
    assert add(client_of(alice), share, "check list.txt", b"one\ntwo") == 302
    attachment = share.attachments.get()

    assert "check list.txt" in client_of(bob).get(share.get_absolute_url()).content.decode()
    answer = client_of(bob).get(reverse("knowledge:media", args=[attachment.file.name]))
    assert b"".join(answer.streaming_content) == b"one\ntwo"
    assert answer["Content-Disposition"] == 'attachment; filename="check list.txt"'

    removal = reverse("knowledge:delete_attachment", args=[share.slug, attachment.pk])
    assert client_of(bob).post(removal).status_code == 403
    assert client_of(alice).post(removal).status_code == 302
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("page.html", b"<script>alert(1)</script>", "page.html: An image, or one of these"),
        ("tool.exe", b"MZ\x90\0", "tool.exe: An image, or one of these"),
        ("empty.txt", b"", "empty.txt: The file is empty."),
        ("wall.png", png(20_000, 20_000), "wall.png: The image is larger than 40 megapixels (20000 × 20000)."),
        ("wall.png", png()[:-4], "wall.png: The image could not be read."),
        ("mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "mark.svg: An image, or one of these"),
    ],
)
def test_file_that_is_refused_leaves_nothing(
    share: Article, alice: User, client_of: SignIn, name: str, content: bytes, problem: str
) -> None:
    client = client_of(alice)
    add(client, share, name, content)

    assert problem in client.get(share.get_absolute_url()).content.decode()
    assert not Attachment.objects.exists()


def test_page_elsewhere_is_linked_once_and_unlinked(share: Article, alice: User, client_of: SignIn) -> None:
    client, address = client_of(alice), reverse("knowledge:add_other_page", args=[share.slug])
    for title in ("Interviews", "How we interview"):
        client.post(address, {"url": "https://wiki.example.com/Interviews", "title": title})
    page = OtherPage.objects.get()

    shown = client.get(share.get_absolute_url()).content.decode()
    assert '<a href="https://wiki.example.com/Interviews" rel="noopener noreferrer nofollow">How we interview' in shown
    assert f"link back to http://testserver{share.get_absolute_url()}" in shown

    client.post(reverse("knowledge:delete_other_page", args=[share.slug, page.pk]))
    assert not OtherPage.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://wiki.example.com/", "https://me:pw@wiki.example.com/", "data:text/html,x", ""],
)
def test_address_that_is_no_plain_https_is_refused(share: Article, alice: User, client_of: SignIn, url: str) -> None:
    client_of(alice).post(reverse("knowledge:add_other_page", args=[share.slug]), {"url": url})

    assert not OtherPage.objects.exists()


def test_who_may_not(share: Article, alice: User, bob: User, client_of: SignIn) -> None:
    own_note = TilFactory(author=alice, visibility=Visibility.AUTHOR)
    page = OtherPage.objects.create(article=own_note, url="https://wiki.example.com/", added_by=alice)

    assert add(client_of(bob), share, "a.txt", b"a") == 403
    assert add(client_of(bob), own_note, "a.txt", b"a") == 404
    assert client_of(bob).post(reverse("knowledge:delete_other_page", args=[own_note.slug, page.pk])).status_code == 404
    assert client_of(alice).post(reverse("knowledge:delete_other_page", args=[share.slug, page.pk])).status_code == 404
    assert (Attachment.objects.count(), OtherPage.objects.count()) == (0, 1)
