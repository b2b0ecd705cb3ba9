"""Writing and changing texts: whoever reads may improve, nothing that was typed or saved is lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knowledge.enums import ArticleKind, Visibility
from knowledge.models import Article, Attachment, Draft, Revision
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.images import png
from tests.factories.knowledge import TilFactory, capture_of, held_session

SignIn = Callable[[User], Client]
PNG = png()
HTMX = {"HX-Request": "true"}
TEXT = "one\n\ntwo\n\nthree\n\nfour"


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def opened(client: Client, article: Article) -> dict[str, Any]:
    """What the form carries when it is opened."""
    return dict(client.get(f"/wiki/{article.slug}/edit/").context["form"].initial)


@pytest.mark.usefixtures("monday")
def test_guide_is_published_and_answered_for_by_its_writer(alice: User, bob: User, client_of: SignIn) -> None:
    form = {"title": "How we number", "body": "From **one**.", "topics": "Interviews"}
    Draft.objects.create(user=alice, kind=ArticleKind.GUIDE, title="How")

    answer = client_of(alice).post("/wiki/new/", form)

    guide = Article.objects.get()
    assert (answer.status_code, answer.url) == (302, "/wiki/how-we-number/")
    assert (guide.kind, guide.verifier, str(guide.review_on)) == (ArticleKind.GUIDE, alice, "2027-05-22")
    assert [topic.name for topic in guide.topics.all()] == ["Interviews"]
    assert Draft.objects.count() == 0
    assert "<strong>one</strong>" in client_of(bob).get(answer.url).content.decode()


@pytest.mark.usefixtures("monday")
def test_change_is_a_revision_with_author_and_reason(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, title="Numbers", body="Number them.")
    client = client_of(bob)
    form = opened(client, til) | {"body": "Number them **all**.", "reason": "Say which"}

    answer = client.post(f"/wiki/{til.slug}/edit/", form)

    til.refresh_from_db()
    assert (answer.status_code, til.title, til.body) == (302, "Numbers", "Number them **all**.")
    assert [(r.author, r.body, r.reason) for r in til.revisions.order_by("pk")] == [
        (alice, "Number them.", ""),
        (bob, "Number them **all**.", "Say which"),
    ]


def test_title_and_topics_are_changed_only_by_who_may(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, title="Numbers", body="Number them.")

    client_of(bob).post(f"/wiki/{til.slug}/edit/", {"title": "Mine", "topics": "Mine", "body": "Two"})
    til.refresh_from_db()
    assert (til.title, til.body, til.topics.count()) == ("Numbers", "Two", 0)

    client = client_of(alice)
    client.post(f"/wiki/{til.slug}/edit/", opened(client, til) | {"title": "Better", "topics": "Interviews"})
    til.refresh_from_db()
    assert (til.title, [topic.name for topic in til.topics.all()]) == ("Better", ["Interviews"])


def test_topics_that_others_added_meanwhile_stay(alice: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice)
    client = client_of(alice)
    form = opened(client, til)
    til.topics.set(find_or_create_topics(["Audit"]))

    client.post(f"/wiki/{til.slug}/edit/", form | {"topics": "Interviews"})

    assert sorted(topic.name for topic in til.topics.all()) == ["Audit", "Interviews"]


def test_changes_in_different_places_are_merged_and_shown(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, body=TEXT)
    first, second = client_of(alice), client_of(bob)
    hers, his = opened(first, til), opened(second, til)

    first.post(f"/wiki/{til.slug}/edit/", hers | {"body": TEXT.replace("one", "ONE")})
    answer = second.post(f"/wiki/{til.slug}/edit/", his | {"body": TEXT.replace("four", "FOUR")}, follow=True)

    til.refresh_from_db()
    assert til.body == "ONE\n\ntwo\n\nthree\n\nFOUR"
    assert answer.redirect_chain[0][0] == f"/wiki/{til.slug}/history/{til.revisions.order_by('-pk')[0].pk}/"
    assert "Alice Teacher changed this at" in answer.content.decode()


def test_change_of_the_same_place_is_shown_and_nothing_overwritten(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, body=TEXT)
    first, second = client_of(alice), client_of(bob)
    hers, his = opened(first, til), opened(second, til)
    with time_machine.travel(datetime(2026, 11, 23, 13, 3, tzinfo=UTC), tick=False):
        first.post(f"/wiki/{til.slug}/edit/", hers | {"body": TEXT.replace("two", "TWO of hers")})
        answer = second.post(f"/wiki/{til.slug}/edit/", his | {"body": TEXT.replace("two", "TWO of his")})

    til.refresh_from_db()
    page = answer.content.decode()
    assert answer.status_code == 409
    assert til.body == TEXT.replace("two", "TWO of hers")
    assert "Alice Teacher changed this at 14:03." in page
    assert "<del>hers</del>" in page and "<ins>his</ins>" in page
    assert "one\n\nTWO of his" in page  # what he typed stands in the form

    again = {"body": TEXT.replace("two", "TWO of both"), "based_on": answer.context["form"]["based_on"].value()}
    assert second.post(f"/wiki/{til.slug}/edit/", again).status_code == 302
    til.refresh_from_db()
    assert til.body == TEXT.replace("two", "TWO of both")


def test_draft_comes_back_and_says_who_saved_since(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, body=TEXT)
    client = client_of(bob)
    form = opened(client, til)
    kept = client.post(f"/wiki/{til.slug}/draft/", form | {"body": "Half a sent"}, headers=HTMX)
    other = client_of(alice)
    other.post(f"/wiki/{til.slug}/edit/", opened(other, til) | {"body": "Else"})

    page = client.get(f"/wiki/{til.slug}/edit/").content.decode()

    assert "Draft kept at" in kept.content.decode() and "<html" not in kept.content.decode()
    assert "Half a sent</textarea>" in page
    assert "have not saved. Go on where you were, or drop it." in page
    assert "Alice Teacher changed this at" in page
    assert "Half a sent" not in other.get(f"/wiki/{til.slug}/edit/").content.decode()

    client.post(f"/wiki/{til.slug}/draft/", {"drop": "1"})
    assert Draft.objects.count() == 0
    assert "Half a sent" not in client.get(f"/wiki/{til.slug}/edit/").content.decode()


def test_draft_of_a_new_guide_works_without_script(alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    answer = client.post("/wiki/drafts/guide/", {"title": "How", "body": "x", "topics": ""})

    assert answer.url == "/wiki/new/"
    assert 'value="How"' in client.get("/wiki/new/").content.decode()
    assert client.post("/wiki/drafts/session/", {"body": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title": "A", "body": "x" * 500_001}, "500 kB; the limit is 500 kB."),
        ({"title": "A", "body": "x" * 5_000_000}, "5,000 kB; the limit is 500 kB."),
        ({"title": "A", "body": " \u200b "}, "Write something people can read."),
        ({"title": "\u200b", "body": "x"}, "Write something people can read."),
        ({"title": "x" * 100_000, "body": "x"}, "at most 200 characters"),
    ],
    ids=["501 kB", "5 MB", "no text", "no title", "long title"],
)
def test_text_that_is_refused_is_named(form: dict[str, str], words: str, alice: User, client_of: SignIn) -> None:
    answer = client_of(alice).post("/wiki/new/", form)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Article.objects.count() == 0


def test_text_too_complex_to_draw_says_so_and_can_be_downloaded(alice: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, body="[" * 100_000)
    client = client_of(alice)

    assert "This text is too long or too complex to be shown." in client.get(til.get_absolute_url()).content.decode()
    answer = client.post("/wiki/preview/", {"body": til.body})
    assert "This text is too long or too complex to be shown." in answer.content.decode()
    text = client.get(f"/wiki/{til.slug}/text.md")
    assert (text.content, text.headers["Content-Type"]) == (til.body.encode(), "application/octet-stream")
    assert text.headers["Content-Disposition"] == f'attachment; filename="{til.slug}.md"'


def test_preview_is_what_readers_will_see(alice: User, client_of: SignIn) -> None:
    body = "**bold** <script>alert(1)</script> ![x](https://evil.example/a.png) [y](javascript:alert(1))"

    page = client_of(alice).post("/wiki/preview/", {"body": body}).content.decode()

    assert "<strong>bold</strong>" in page
    assert "&lt;script&gt;" in page and "evil.example" not in page and 'href="javascript' not in page


def test_pasted_image_belongs_to_the_text_once_it_is_saved(alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    said = client.post("/wiki/images/", {"file": SimpleUploadedFile("my chart.png", PNG)}).json()["markdown"]
    image = Attachment.objects.get()
    assert said == f"![my chart](/media/{image.file.name})"

    client.post("/wiki/new/", {"title": "Charts", "body": said})

    image.refresh_from_db()
    assert image.article == Article.objects.get()


def test_image_is_added_without_script_at_the_end(alice: User, client_of: SignIn) -> None:
    form = {"title": "Charts", "body": "Look:", "image_add": "1", "image": SimpleUploadedFile("a.png", PNG)}

    page = client_of(alice).post("/wiki/new/", form).content.decode()

    assert f"Look:\n\n![a](/media/{Attachment.objects.get().file.name})" in page
    assert 'value="Charts"' in page
    assert Article.objects.count() == 0


def test_what_is_no_image_is_refused(alice: User, client_of: SignIn) -> None:
    answer = client_of(alice).post("/wiki/images/", {"file": SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>")})

    assert (answer.status_code, answer.json()) == (422, {"problem": "PNG, JPEG, WebP or GIF only."})
    assert client_of(alice).post("/wiki/images/", {}).status_code == 422
    answer = client_of(alice).post("/wiki/images/", {"file": SimpleUploadedFile("a.png", png(20_000, 20_000))})
    assert (answer.status_code, answer.json()["problem"][:40]) == (422, "The image is larger than 40 megapixels (")
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize("part", ["edit/", "draft/", "history/", "text.md"])
def test_text_of_others_is_not_found(part: str, alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice, visibility=Visibility.AUTHOR, body="Secret")
    Revision.objects.create(article=til, author=alice, title=til.title, body="Secret")
    client = client_of(bob)

    answer = client.post(f"/wiki/{til.slug}/{part}") if part == "draft/" else client.get(f"/wiki/{til.slug}/{part}")

    assert answer.status_code == 404


def test_capture_of_a_session_is_improved_by_any_reader(alice: User, bob: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice), topics=("Interviews",), body="Number them.")
    client = client_of(bob)

    page = client.get(f"/wiki/{article.slug}/edit/").content.decode()
    client.post(f"/wiki/{article.slug}/edit/", opened(client, article) | {"body": "Number them all."})

    article.refresh_from_db()
    assert (article.body, article.topics.count()) == ("Number them all.", 1)
    assert 'name="topics"' not in page and 'name="title"' not in page
