"""Held but not captured: who sees what, and many files brought to their sessions."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from knowledge.models import Recording, Transcript
from knowledge.services.capture import open_article
from peerlearn.people.models import Role, User
from rituals.enums import Audience, CapturePolicy
from rituals.models import Session
from tests.factories.knowledge import HELD, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory

SignIn = Callable[[User], Client]
VTT = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(88)


@pytest.fixture
def sessions(alice: User, dora: User, settings: Any, tmp_path: Path) -> list[Session]:
    """Alice taught both; dora runs the first one's ritual. The second was due earlier."""
    settings.MEDIA_ROOT = tmp_path
    facilitation = FacilitationFactory(user=dora)
    return [
        held_session(alice, ritual=facilitation.ritual, title="Twenty interviews"),
        held_session(
            alice,
            title="Pivot tables",
            starts_at=HELD - timedelta(days=1),
            capture_due_at=HELD - timedelta(days=1),
        ),
    ]


def address() -> str:
    return reverse("knowledge:owed")


def titles(client: Client) -> list[str]:
    return [waiting.session.title for waiting in client.get(address()).context["queue"]]


def test_everybody_sees_what_they_owe_the_most_urgent_first(
    sessions: list[Session], alice: User, dora: User, bob: User, client_of: SignIn
) -> None:
    lead, admin = UserFactory(roles=[Role.LD_LEAD]), UserFactory(roles=[Role.ADMIN])

    assert titles(client_of(alice)) == ["Pivot tables", "Twenty interviews"]
    assert titles(client_of(dora)) == ["Twenty interviews"]
    assert titles(client_of(bob)) == []
    assert titles(client_of(lead)) == titles(client_of(admin)) == ["Pivot tables", "Twenty interviews"]
    assert "Everything is captured" in client_of(bob).get(address()).content.decode()


def test_what_is_captured_not_asked_for_or_closed_is_not_in_the_queue(
    sessions: list[Session], alice: User, client_of: SignIn
) -> None:
    Session.objects.filter(pk=sessions[0].pk).update(captured_at=HELD)
    held_session(alice, title="Circle", capture_policy=CapturePolicy.NONE)
    held_session(UserFactory(), title="Members only", audience=Audience.MEMBERS)

    assert titles(client_of(alice)) == ["Pivot tables"]
    assert titles(client_of(UserFactory(roles=[Role.LD_LEAD]))) == ["Pivot tables"]


def test_queue_names_what_is_missing_by_whom_and_since_when(
    sessions: list[Session], dora: User, client_of: SignIn
) -> None:
    open_article(sessions[0])

    page = " ".join(client_of(dora).get(address()).content.decode().split())

    assert "Missing: recording or transcript, notes, topic." in page
    assert "Dora Facilitator: the recording, the transcript;" in page
    assert "Alice Teacher: what people can copy, three sentences." in page


def test_queue_asks_as_many_queries_at_three_sessions_as_at_one(alice: User, client_of: SignIn) -> None:
    client, asked = client_of(alice), []
    for number in range(3):
        held_session(alice, title=f"Session {number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address()).status_code == 200
        asked.append(len(queries))

    assert asked == [14, 14, 14]


def test_names_of_files_show_where_they_would_go(sessions: list[Session], alice: User, client_of: SignIn) -> None:
    response = client_of(alice).get(
        address(),
        {"name": ["GMT20261116-130500_Recording.mp4", "<b>x</b>.vtt"]},
        headers={"HX-Request": "true", "HX-Target": "catch-up"},
    )

    page = response.content.decode()
    assert page.strip().startswith('<div id="catch-up"')
    assert f'<option value="{sessions[0].pk}" selected>' in page
    assert "Matched by: date." in page
    assert "Its name fits no session, or several." in page
    assert "<b>x</b>" not in page


def test_many_files_are_brought_to_their_sessions_each_by_itself(
    sessions: list[Session], alice: User, client_of: SignIn
) -> None:
    form = {
        "files": [File("a.mp4", MP4), File("b.vtt", VTT), File("c.vtt", b"<html>"), File("d.vtt", VTT)],
        "name": ["a.mp4", "b.vtt", "c.vtt", "d.vtt"],
        "session": [sessions[0].pk, sessions[0].pk, sessions[1].pk, ""],
    }

    page = client_of(alice).post(address(), form).content.decode()

    assert Recording.objects.get().article.session == sessions[0]
    assert Transcript.objects.get().article.session == sessions[0]
    for words in ("The recording is here.", "The transcript is here.", "Not a WebVTT file", "Left out."):
        assert words in page


def test_file_whose_match_nobody_saw_is_not_kept(sessions: list[Session], alice: User, client_of: SignIn) -> None:
    response = client_of(alice).post(address(), {"files": [File("20261116 interviews.vtt", VTT)]})

    page = response.content.decode()
    assert "choose the same files once more" in page
    assert f'<option value="{sessions[0].pk}" selected>' in page
    assert Transcript.objects.count() == 0


def test_file_for_a_session_of_others_is_left_out(sessions: list[Session], dora: User, client_of: SignIn) -> None:
    form = {"files": [File("a.vtt", VTT)], "name": ["a.vtt"], "session": [sessions[1].pk]}

    page = client_of(dora).post(address(), form).content.decode()

    assert (Transcript.objects.count(), "Left out." in page) == (0, True)


def test_article_called_like_the_queue_can_still_be_opened(alice: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice, title="Owed"))

    assert article.slug == "owed-2"
    assert escape(article.title) in client_of(alice).get(article.get_absolute_url()).content.decode()


def test_queue_is_changed_by_nothing_else(alice: User, client_of: SignIn) -> None:
    assert client_of(alice).put(address()).status_code == 405
