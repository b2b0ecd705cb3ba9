import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from knowledge.enums import Visibility
from knowledge.models import Article, Helped, Opening, Recording, Transcript
from knowledge.services.capture import open_article, set_recording_file
from peerlearn.people.models import Role, User
from rituals.models import Session
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory, FacilitationFactory

TALK = "**Alice Teacher:** [00:05] Number every interview before 1 < 2 begin.\n\n**Guest:** [00:40] Why is that?\n"
VTT = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(range(88))
SignIn = Callable[[User], Client]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["wiki", "search", "til_list"])
def test_page_without_sign_in_leads_to_it(name: str, client: Client, db: None) -> None:
    response = client.get(reverse(f"knowledge:{name}"))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/wiki/", "/wiki/search/?q=interview", "/til/"])
def test_list_asks_as_many_queries_at_three_rows_as_at_one(
    address: str, alice: User, bob: User, client_of: SignIn
) -> None:
    client = client_of(bob)
    asked = []
    for number in range(3):
        TilFactory(title=f"Interview {number}", author=alice)
        capture_of(held_session(alice, title=f"Interview talk {number}"), transcript=TALK, topics=("Interviews",))
        client.get(address)
        asked.append(queries_of(client, address))

    assert asked[2] == asked[0]


def test_article_asks_as_many_queries_for_three_passages_and_snippets_as_for_one(
    alice: User, bob: User, client_of: SignIn
) -> None:
    client = client_of(bob)
    short = capture_of(held_session(alice), transcript="**Alice Teacher:** [00:01] One.\n", topics=("A",))
    long = capture_of(held_session(alice), transcript=TALK * 3, topics=("B", "C", "D"))
    SnippetFactory(article=short)
    SnippetFactory.create_batch(3, article=long)
    for article in (short, long):
        client.get(article.get_absolute_url())

    assert queries_of(client, long.get_absolute_url()) == queries_of(client, short.get_absolute_url())


def test_wiki_narrowed_by_topic_shows_only_that(alice: User, client_of: SignIn) -> None:
    capture_of(held_session(alice, title="Twenty interviews"), topics=("Interviews",))
    capture_of(held_session(alice, title="Pivot tables"), topics=("Spreadsheets",))

    page = client_of(alice).get("/wiki/?topic=interviews").content.decode()

    assert "Twenty interviews" in page
    assert "Pivot tables" not in page


def test_wiki_leaves_out_what_is_not_for_the_reader(alice: User, bob: User, client_of: SignIn) -> None:
    TilFactory(title="Salaries", author=alice, visibility=Visibility.AUTHOR)

    assert "Salaries" in client_of(alice).get("/wiki/").content.decode()
    assert "Salaries" not in client_of(bob).get("/wiki/").content.decode()


def test_article_page_shows_transcript_with_only_teachers_named(alice: User, bob: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice), transcript=TALK, body="Read **first**.")

    page = client_of(bob).get(article.get_absolute_url()).content.decode()

    assert 'data-start="5.0"' in page
    assert "before 1 &lt; 2 begin" in page
    assert "a colleague" in page
    assert "Guest" not in page
    assert "Read <strong>first</strong>." in page
    assert list(Opening.objects.values_list("user__name", flat=True)) == ["Bob Colleague"]


def test_article_draft_is_404_for_a_colleague_and_opens_for_its_teacher(
    alice: User, bob: User, client_of: SignIn
) -> None:
    article = open_article(held_session(alice))

    assert client_of(bob).get(article.get_absolute_url()).status_code == 404
    assert client_of(alice).get(article.get_absolute_url()).status_code == 200


def test_helped_toggles_and_needs_a_post(alice: User, bob: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice))
    client, address = client_of(bob), reverse("knowledge:helped", args=[article.slug])
    client.get(article.get_absolute_url())

    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == article.get_absolute_url()
    assert list(Helped.objects.values_list("user__name", flat=True)) == ["Bob Colleague"]
    client.post(address)
    assert Helped.objects.count() == 0


def test_helped_by_its_own_teacher_is_refused(alice: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice))

    assert client_of(alice).post(reverse("knowledge:helped", args=[article.slug])).status_code == 403
    assert Helped.objects.count() == 0


def test_til_is_shared_and_found(bob: User, alice: User, client_of: SignIn) -> None:
    response = client_of(bob).post(
        "/til/", {"title": "Number them", "body": "So quotes stay traceable.", "topics": "A, B"}
    )

    til = Article.objects.get()
    assert response["Location"] == til.get_absolute_url()
    assert (til.author, til.kind, [topic.name for topic in til.topics.order_by("name")]) == (bob, "til", ["A", "B"])
    assert "Number them" in client_of(alice).get("/wiki/search/?q=traceable").content.decode().replace("<mark>", "")


def test_til_without_text_keeps_what_was_typed(bob: User, client_of: SignIn) -> None:
    response = client_of(bob).post("/til/", {"title": "Number them", "body": " "})

    assert response.status_code == 422
    assert "Number them" in response.content.decode()
    assert Article.objects.count() == 0


def test_capture_page_publishes_everything_at_once(alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    form = {
        "publish": "1",
        "recording_url": "https://video.example/1",
        "files": SimpleUploadedFile("talk.vtt", VTT),
        "notes": "Number them.",
        "topics": "Interviews",
        "snippet_text": "List every question.",
    }

    response = client_of(alice).post(reverse("knowledge:capture", args=[session.pk]), form)

    article = Article.objects.get(session=session)
    assert response["Location"] == article.get_absolute_url()
    assert Session.objects.get(pk=session.pk).captured_at is not None
    assert [(s.title, s.text) for s in article.snippets.all()] == [("List every question.", "List every question.")]
    assert article.recording.url == "https://video.example/1"


def test_capture_with_a_broken_transcript_keeps_what_was_typed(alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    form = {"publish": "1", "notes": "Precious words", "files": SimpleUploadedFile("talk.vtt", b"<html>")}

    response = client_of(alice).post(reverse("knowledge:capture", args=[session.pk]), form)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Not a WebVTT file: the first line must be WEBVTT." in page
    assert "Precious words" in page
    assert Article.objects.get().published_at is None


def test_capture_with_a_program_named_mp4_is_refused(alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    form = {"files": SimpleUploadedFile("talk.mp4", b"MZ" + bytes(100))}

    response = client_of(alice).post(reverse("knowledge:capture", args=[session.pk]), form)

    assert "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)." in response.content.decode()


def test_notes_that_somebody_else_saved_meanwhile_are_shown_and_not_overwritten(
    alice: User, dora: User, client_of: SignIn
) -> None:
    session = held_session(alice)
    FacilitationFactory(ritual=session.ritual, user=dora)
    address = reverse("knowledge:capture", args=[session.pk])
    opened = client_of(alice).get(address).context["form"].initial["revision"]
    client_of(dora).post(address, {"notes": "Dora's <b>notes</b>", "revision": opened})

    refused = client_of(alice).post(address, {"notes": "Alice's notes", "revision": opened})

    page = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert re.search(r"Dora Facilitator changed the notes at \d\d:\d\d\.", page)
    assert escape("Dora's <b>notes</b>") in refused.content.decode()
    assert "Alice's notes" in page
    assert Article.objects.get().body == "Dora's <b>notes</b>"
    client_of(alice).post(address, {"notes": "Both", "revision": refused.context["form"]["revision"].value()})
    assert Article.objects.get().body == "Both"


@pytest.mark.parametrize("role", [Role.LD_LEAD, Role.ADMIN])
def test_capture_may_be_finished_by_who_answers_for_the_program(alice: User, role: str, client_of: SignIn) -> None:
    session = held_session(alice)
    helper = UserFactory(roles=[role])

    assert client_of(helper).get(reverse("knowledge:capture", args=[session.pk])).status_code == 200


def test_capture_is_for_those_who_run_the_session(alice: User, bob: User, client_of: SignIn) -> None:
    address = reverse("knowledge:capture", args=[held_session(alice).pk])

    assert client_of(bob).get(address).status_code == 403
    assert client_of(alice).get(address).status_code == 200
    assert client_of(alice).put(address).status_code == 405
    assert client_of(alice).get(reverse("knowledge:capture", args=[0])).status_code == 404


@pytest.fixture
def recorded(alice: User, settings: object, tmp_path: object) -> Article:
    settings.MEDIA_ROOT = tmp_path
    article = capture_of(held_session(alice))
    set_recording_file(article, file=SimpleUploadedFile("../../evil.mp4", MP4), by=alice)
    return article


@pytest.mark.parametrize(
    ("asked", "status", "span", "body"),
    [
        (None, 200, None, MP4),
        ("bytes=0-", 206, "bytes 0-99/100", MP4),
        ("bytes=10-19", 206, "bytes 10-19/100", MP4[10:20]),
        ("bytes=90-500", 206, "bytes 90-99/100", MP4[90:]),
        ("bytes=-5", 206, "bytes 95-99/100", MP4[-5:]),
        ("bytes=100-", 416, "bytes */100", b""),
        ("bytes=0-1,5-6", 200, None, MP4),
        ("bytes=5-2", 200, None, MP4),
        ("bytes=-0", 416, "bytes */100", b""),
        ("bytes=-500", 206, "bytes 0-99/100", MP4),
        ("lines=1-2", 200, None, MP4),
    ],
)
def test_media_answers_a_range(
    asked: str | None, status: int, span: str | None, body: bytes, recorded: Article, bob: User, client_of: SignIn
) -> None:
    headers = {"Range": asked} if asked else {}

    response = client_of(bob).get(reverse("knowledge:media", args=[recorded.recording.file.name]), headers=headers)

    assert (response.status_code, response.get("Content-Range"), response.getvalue()) == (status, span, body)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert status == 416 or response["Content-Type"] == "video/mp4"


def test_media_of_a_private_article_is_404(recorded: Article, bob: User, client_of: SignIn) -> None:
    Article.objects.update(visibility=Visibility.AUTHOR)

    assert client_of(bob).get(reverse("knowledge:media", args=[recorded.recording.file.name])).status_code == 404
    assert client_of(bob).get("/media/../manage.py").status_code == 404


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-5"])
def test_media_without_a_byte_has_no_range(asked: str, recorded: Article, bob: User, client_of: SignIn) -> None:
    Path(recorded.recording.file.path).write_bytes(b"")

    response = client_of(bob).get(
        reverse("knowledge:media", args=[recorded.recording.file.name]), headers={"Range": asked}
    )

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */0")


def test_media_whose_file_is_gone_is_404(recorded: Article, bob: User, client_of: SignIn) -> None:
    Path(recorded.recording.file.path).unlink()

    assert client_of(bob).get(reverse("knowledge:media", args=[recorded.recording.file.name])).status_code == 404


def test_media_is_kept_under_a_name_of_its_own(recorded: Article) -> None:
    assert re.fullmatch(r"recordings/\d{4}/\d\d/[0-9a-f]{32}\.mp4", recorded.recording.file.name)


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<!DOCTYPE html><script>", b"\x89PNG\r\n", b""],
)
def test_media_takes_no_page_or_picture_whatever_its_name(data: bytes, alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    form = {"notes": "Precious words", "files": SimpleUploadedFile("talk.mp4", data, content_type="video/mp4")}

    response = client_of(alice).post(reverse("knowledge:capture", args=[session.pk]), form)

    assert (response.status_code, Recording.objects.count()) == (422, 0)
    assert "Precious words" in response.content.decode()


def test_media_of_a_type_that_is_not_listed_is_404(recorded: Article, bob: User, client_of: SignIn) -> None:
    Recording.objects.update(content_type="image/svg+xml")

    assert client_of(bob).get(reverse("knowledge:media", args=[recorded.recording.file.name])).status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.vtt", "x.vtt"),
        ("C:\\temp\\x.vtt", "x.vtt"),
        ("<img onerror=x>.vtt", "img onerror=x.vtt"),
        ("gnp\u202e.vtt", "gnp.vtt"),
        ("x" * 300 + ".vtt", "x" * 146 + ".vtt"),
    ],
)
def test_transcript_name_is_made_safe(name: str, kept: str, alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    client, address = client_of(alice), reverse("knowledge:capture", args=[session.pk])

    client.post(address, {"files": SimpleUploadedFile(name, VTT)})

    assert Transcript.objects.get().filename == kept
    assert f"{escape(kept)} is here" in client.get(address).content.decode()


@pytest.mark.parametrize("name", [".htaccess", "talk.vtt.html", "talk.exe"])
def test_transcript_with_the_name_of_something_else_is_refused(name: str, alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    form = {"files": SimpleUploadedFile(name, VTT)}

    response = client_of(alice).post(reverse("knowledge:capture", args=[session.pk]), form)

    assert (response.status_code, Transcript.objects.count()) == (422, 0)
    assert "Neither recording, transcript nor chat by its name" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"notes": "x" * 500_001},
        {"notes": "a\x00b"},
        {"topics": ",".join(map(str, range(13)))},
        {"topics": "x" * 101},
        {"recording_url": "javascript:alert(1)"},
        {"recording_url": "data:text/html,x"},
        {"snippet_text": "x" * 20_001},
    ],
)
def test_capture_refuses_what_is_too_much_and_keeps_nothing(
    typed: dict[str, str], alice: User, client_of: SignIn
) -> None:
    session = held_session(alice)

    response = client_of(alice).post(reverse("knowledge:capture", args=[session.pk]), {"publish": "1", **typed})

    article = Article.objects.get()
    assert (response.status_code, article.published_at, article.body) == (422, None, "")


@pytest.mark.parametrize("title", ["   ", "\u200b\u2060", "x" * 201])
def test_til_without_a_visible_title_is_refused(title: str, bob: User, client_of: SignIn) -> None:
    assert client_of(bob).post("/til/", {"title": title, "body": "Words."}).status_code == 422
    assert Article.objects.count() == 0


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b\u2060", "x" * 20_001])
def test_til_without_a_visible_text_is_refused(body: str, bob: User, client_of: SignIn) -> None:
    assert client_of(bob).post("/til/", {"title": "Words", "body": body}).status_code == 422
    assert Article.objects.count() == 0


def test_til_shows_markup_of_templates_and_pages_as_it_was_typed(bob: User, client_of: SignIn) -> None:
    title = "{{7*7}} %s {0.__class__} <script>"

    page = client_of(bob).post("/til/", {"title": title, "body": "Words."}, follow=True).content.decode()

    assert escape(title) in page
    assert "<script>" not in page.replace("<script type", "").replace("<script src", "").replace("<script async", "")


def test_til_called_like_a_page_of_its_own_can_be_opened(bob: User, client_of: SignIn) -> None:
    client = client_of(bob)

    client.post("/til/", {"title": "Search", "body": "How it finds things."})

    assert "How it finds things." in client.get(Article.objects.get().get_absolute_url()).content.decode()


def test_helped_by_somebody_who_neither_came_nor_opened_it_is_refused(
    alice: User, bob: User, dora: User, charlie: User, client_of: SignIn
) -> None:
    article = capture_of(held_session(alice))
    AttendanceFactory(session=article.session, user=bob)
    client_of(dora).get(article.get_absolute_url())

    asked = {
        person: client_of(person).post(reverse("knowledge:helped", args=[article.slug])).status_code
        for person in (bob, dora, charlie)
    }

    assert list(asked.values()) == [302, 302, 403]
    assert set(Helped.objects.values_list("user", flat=True)) == {bob.pk, dora.pk}


def test_draft_that_a_facilitator_looks_after_is_not_opened_by_a_learner(
    alice: User, dora: User, client_of: SignIn
) -> None:
    session = held_session(alice)
    FacilitationFactory(ritual=session.ritual, user=dora)
    article = open_article(session)

    assert client_of(dora).get(article.get_absolute_url()).status_code == 200
    assert Opening.objects.count() == 0


def test_link_that_is_emptied_is_taken_away_and_owed_again(alice: User, client_of: SignIn) -> None:
    session = held_session(alice)
    client, address = client_of(alice), reverse("knowledge:capture", args=[session.pk])
    form = {"publish": "1", "recording_url": "https://video.example/1", "notes": "Number them.", "topics": "A"}
    client.post(address, form)

    client.post(address, form | {"recording_url": ""})

    assert Recording.objects.count() == 0
    assert Session.objects.get().captured_at is None


def test_session_leads_to_what_was_kept_once_it_is_published(client_of: SignIn, alice: User, bob: User) -> None:
    session = held_session(alice)
    draft = client_of(bob).get(session.get_absolute_url()).content.decode()
    article = capture_of(session, body="Number every interview.")

    kept = client_of(bob).get(session.get_absolute_url()).content.decode()

    assert "What was kept" not in draft
    assert f'href="{article.get_absolute_url()}">' in kept
    assert re.findall(r"<span>(Recording or transcript|Notes|Topic)</span>", kept) == ["Notes"]
