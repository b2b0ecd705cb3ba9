"""Files that are broken or made to harm, dropped on a capture: a clear word for each, and nothing half-stored."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from knowledge.models import Article, Passage, Recording, Suggestion, Transcript
from knowledge.services.capture import open_article
from peerlearn.people.models import User
from rituals.models import Session
from tests.factories.knowledge import held_session

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true", "HX-Target": "capture-files"}
CUE = "\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"
VTT = f"WEBVTT{CUE}"
SRT = "1\n00:00:05,000 --> 00:00:09,000\nNumber them.\n\n"


@pytest.fixture
def session(alice: User, settings: Any, tmp_path: Path) -> Session:
    settings.MEDIA_ROOT = tmp_path
    return held_session(alice)


def drop(client: Client, session: Session, name: str, data: bytes | str) -> str:
    """What the page says of the file."""
    file = SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
    response = client.post(reverse("knowledge:capture_files", args=[session.pk]), {"files": file}, headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("talk.vtt", b"", "The file is empty."),
        ("talk.srt", b"", "The file is empty."),
        ("talk.vtt", "hello", "Not a WebVTT file: the first line must be WEBVTT."),
        ("talk.vtt", "<html><script>alert(1)</script>", "Not a WebVTT file: the first line must be WEBVTT."),
        ("talk.vtt", "WEBVTT\n\n", "No captions found."),
        ("talk.vtt", VTT.encode("utf-16"), "Save the file as UTF-8."),
        ("talk.txt", "Ana: Ärger.".encode("latin-1"), "Save the file as UTF-8."),
        ("talk.srt", bytes(range(256)) * 8, "Save the file as UTF-8."),
        (
            "talk.vtt",
            f"WEBVTT\n\n00:01.000 --> 00:02.000\n{'x' * 2_001}{CUE}",
            "Line 4 is longer than",
        ),
        ("talk.vtt", b"x" * (5 * 1024 * 1024 + 1), "5.1 MB; the limit is 5 MB."),
        ("talk.mp4", b"MZ" + bytes(100), "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."),
        ("talk.mp4", b"<svg onload=alert(1)>", "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."),
        ("talk.mp4", b"", "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."),
        ("chat.txt", "No times here.", "Not the chat of a meeting: no message with a time and a writer was found."),
        ("chat.csv", b"\xff\xfe\x00", "Save the file as UTF-8."),
        (".htaccess", VTT, "Neither recording, transcript nor chat by its name"),
        ("a.vtt.html", VTT, "Neither recording, transcript nor chat by its name"),
        ("a.svg", "<svg/>", "Neither recording, transcript nor chat by its name"),
        ("a.zip", b"PK\x03\x04", "Neither recording, transcript nor chat by its name"),
        ("\u202etxt.exe", VTT, "Neither recording, transcript nor chat by its name"),
    ],
)
def test_hostile_file_is_refused_with_the_reason_and_nothing_is_stored(
    name: str, data: bytes | str, words: str, session: Session, alice: User, client_of: SignIn, tmp_path: Path
) -> None:
    article = open_article(session)

    page = drop(client_of(alice), session, name, data)

    assert words in page
    assert [model.objects.count() for model in (Recording, Transcript, Passage, Suggestion)] == [0, 0, 0, 0]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert (Article.objects.get().updated_at, Article.objects.get().language) == (article.updated_at, "en")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("talk.vtt", f"WEBVTT\n\n00:09.000 --> 00:02.000\nBack.{CUE}", "Line 3: ends before it starts."),
        (
            "talk.vtt",
            f"WEBVTT\n\n00:61:00.000 --> 00:62:00.000\nLate.{CUE}",
            "Line 3: 00:61:00.000 is not a time.",
        ),
        ("talk.vtt", f"WEBVTT\n\n-00:01.000 --> 00:02.000\nBefore.{CUE}", "Line 3:"),
        ("talk.vtt", f"WEBVTT\n\n{'9' * 1_000}:00:00.000 --> 00:02.000\nNever.{CUE}", "Line 3:"),
        ("talk.srt", f"1\n00:00:01,000 -> 00:00:02,000\nWrong.\n\n{SRT}", "Line 2: expected 00:00:00,000"),
        ("talk.vtt", VTT.replace("every", "ev\x00ery"), "Line 4: contains a character that cannot be stored (NUL)."),
    ],
)
def test_repaired_transcript_is_kept_and_its_repairs_are_told_at_once(
    name: str, data: str, words: str, session: Session, alice: User, client_of: SignIn
) -> None:
    page = drop(client_of(alice), session, name, data)

    assert escape(words) in page
    assert Passage.objects.filter(text__startswith="Number ").count() == 1


def test_markup_in_a_transcript_is_stored_as_text_and_shown_as_text(
    session: Session, alice: User, client_of: SignIn
) -> None:
    evil = "<script>alert(1)</script>"
    data = f"WEBVTT {evil}\n\n{evil}\n00:05.000 --> 00:09.000\n<v {evil}>Say {evil} now.\n"
    client = client_of(alice)

    drop(client, session, "talk.vtt", data)

    article = Article.objects.get()
    assert "Say" in Passage.objects.get().text
    assert evil not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name",
    ["../../x.vtt", "x" * 300 + ".vtt", "<img onerror=x>.vtt", "a\x00.vtt", "gnp\u202e.vtt"],
)
def test_odd_name_is_replaced_by_a_safe_one(name: str, session: Session, alice: User, client_of: SignIn) -> None:
    page = drop(client_of(alice), session, name, VTT)

    kept = Transcript.objects.get().filename
    assert kept.isprintable()
    assert len(kept) <= 150
    assert not set(kept) & set('/\\<>:"|?*\u202e')
    assert "<img onerror" not in page
