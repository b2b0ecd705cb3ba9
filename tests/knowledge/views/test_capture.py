"""The one-page capture: several things to copy, files by their kind, links with their provider, what others added."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knowledge.models import Article, Passage, Recording, Suggestion, Transcript
from knowledge.services.capture import SnippetText, open_article, set_snippets, set_topics
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import CapturePolicy
from rituals.models import RecordingConsent, Session
from tests.factories.knowledge import held_session
from tests.factories.rituals import SessionFactory, TeachingFactory

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
VTT = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"
CHAT = (
    b"14:03:12\t From  Bob Colleague to Everyone: https://docs.example/a\n"
    b"14:04:00 From Bob Colleague to Everyone: prompt: List every question on which two interviewees differ.\n"
    b"14:05:00 From Bob Colleague to Alice Teacher(Direct Message): https://private.example/\n"
)
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(88)
ZOOM = "https://acme.zoom.us/rec/share/1"


@pytest.fixture
def session(alice: User, settings: Any, tmp_path: Path) -> Session:
    """Monday 16 November 2026, 14:00 in Berlin."""
    settings.MEDIA_ROOT = tmp_path
    return held_session(alice)


def page_of(session: Session) -> str:
    return reverse("knowledge:capture", args=[session.pk])


def files_of(session: Session) -> str:
    return reverse("knowledge:capture_files", args=[session.pk])


def copies_of(session: Session) -> list[tuple[str, str]]:
    return list(Article.objects.get(session=session).snippets.values_list("title", "text"))


def test_several_things_to_copy_are_kept_in_their_rows(session: Session, alice: User, client_of: SignIn) -> None:
    form = {"snippet_text": ["List them.", "", "git log\n--oneline"], "snippet_title": ["Ask", "", ""]}

    client_of(alice).post(page_of(session), form)

    assert copies_of(session) == [("Ask", "List them."), ("git log", "git log\n--oneline")]


def test_row_that_is_emptied_goes_and_one_that_others_added_stays(
    session: Session, alice: User, client_of: SignIn
) -> None:
    article = open_article(session)
    set_snippets(article, snippets=[SnippetText("One", "one"), SnippetText("Two", "two")])
    one, two = article.snippets.all()
    set_snippets(article, snippets=[*map(as_text, (one, two)), SnippetText("Theirs", "theirs")])

    client_of(alice).post(
        page_of(session),
        {"snippet": [one.pk, two.pk, ""], "snippet_text": ["", "2", "new"], "snippet_title": ["One", "Two", ""]},
    )

    assert copies_of(session) == [("Two", "2"), ("new", "new"), ("Theirs", "theirs")]
    assert article.snippets.get(text="2").pk == two.pk


def as_text(snippet: Any) -> SnippetText:
    return SnippetText(snippet.title, snippet.text, snippet.pk)


def test_another_row_keeps_what_was_typed_and_saves_nothing(session: Session, alice: User, client_of: SignIn) -> None:
    response = client_of(alice).post(page_of(session), {"another": "1", "snippet_text": "List.", "notes": "Precious"})

    page = response.content.decode()
    assert response.status_code == 200
    assert (page.count('name="snippet_text"'), "Precious" in page) == (3, True)  # with the row for the script
    assert copies_of(session) == []


def test_files_of_every_kind_go_to_their_places_at_once(session: Session, alice: User, client_of: SignIn) -> None:
    form = {"files": [File("talk.mp4", MP4), File("talk.vtt", VTT), File("meeting_saved_chat.txt", CHAT)]}

    response = client_of(alice).post(page_of(session), form)

    assert response.status_code == 302
    assert Recording.objects.get().file.read() == MP4
    assert Passage.objects.get().text == "Number every interview."
    assert Suggestion.objects.count() == 2


def test_chat_is_suggested_with_its_time_and_without_its_writer(
    session: Session, alice: User, client_of: SignIn
) -> None:
    client_of(alice).post(files_of(session), {"files": File("meeting_saved_chat.txt", CHAT)})

    assert list(Suggestion.objects.order_by("starts").values_list("kind", "title", "text", "starts")) == [
        ("snippet", "Link from the chat", "https://docs.example/a", 192.0),
        ("snippet", "Prompt from the chat", "List every question on which two interviewees differ.", 240.0),
    ]
    assert "Bob" not in "".join(map(str, Suggestion.objects.values_list("text", "title")))


def test_dropped_files_are_kept_or_refused_each_by_itself(session: Session, alice: User, client_of: SignIn) -> None:
    files = [File("talk.mp4", b"MZ" + bytes(50)), File("talk.vtt", VTT), File("evil.html", b"<script>")]

    response = client_of(alice).post(files_of(session), {"files": files}, headers=HTMX | {"HX-Target": "capture-files"})

    page = response.content.decode()
    assert (response.status_code, response["HX-Trigger"]) == (200, '{"capture-changed": {}}')
    assert page.strip().startswith('<div id="capture-files">')
    assert "talk.vtt: The transcript is here." in page
    assert "talk.mp4: This is not a recording (mp4, webm, ogg, mp3, m4a, wav)." in page
    assert "evil.html: Neither recording, transcript nor chat by its name" in page
    assert 'id="capture-checklist" hx-swap-oob="true"' in page
    assert (Transcript.objects.count(), Recording.objects.count()) == (1, 0)


def test_dropped_files_by_a_plain_form_lead_back_to_the_page(session: Session, alice: User, client_of: SignIn) -> None:
    response = client_of(alice).post(
        files_of(session), {"files": [File("talk.vtt", VTT), File("empty.srt", b"")]}, follow=True
    )

    assert response.redirect_chain == [(page_of(session), 302)]
    assert "talk.vtt: The transcript is here." in response.content.decode()
    assert "empty.srt: The file is empty." in response.content.decode()


@pytest.mark.parametrize("name", ["capture_files", "capture_policy"])
def test_parts_of_a_capture_are_for_those_who_run_the_session(
    name: str, session: Session, bob: User, alice: User, client_of: SignIn
) -> None:
    address = reverse(f"knowledge:{name}", args=[session.pk])
    coming = TeachingFactory(user=alice, session=SessionFactory()).session

    assert client_of(bob).post(address).status_code == 403
    assert client_of(alice).get(address).status_code == 405
    assert client_of(alice).post(reverse(f"knowledge:{name}", args=[0])).status_code == 404
    assert client_of(alice).post(reverse(f"knowledge:{name}", args=[coming.pk])).status_code == 404


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["a.vtt", "b.vtt"], "One recording and one transcript at a time."),
        ([f"{number}.vtt" for number in range(11)], "At most 10 files at once."),
    ],
)
def test_too_many_files_are_refused_and_nothing_is_kept(
    files: list[str], words: str, session: Session, alice: User, client_of: SignIn
) -> None:
    response = client_of(alice).post(page_of(session), {"files": [File(name, VTT) for name in files]})

    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert Transcript.objects.count() == 0


def test_link_shows_what_its_provider_needs_before_it_is_saved(
    session: Session, alice: User, client_of: SignIn
) -> None:
    response = client_of(alice).get(
        page_of(session), {"recording_url": ZOOM}, headers=HTMX | {"HX-Target": "capture-place"}
    )

    page = response.content.decode()
    assert page.strip().startswith('<div id="capture-place"')
    assert "choose “Audio transcript”" in page
    assert "usually deleted there after 120 days" in page
    assert 'value="2027-03-16"' in page
    assert Recording.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ({}, date(2027, 3, 16)),
        ({"expires_on": "2026-12-24"}, date(2026, 12, 24)),
        ({"expires_on": "", "expires_for": ZOOM}, None),
    ],
)
def test_link_is_kept_with_the_day_of_its_deletion(
    typed: dict[str, str], day: date | None, session: Session, alice: User, client_of: SignIn
) -> None:
    client_of(alice).post(page_of(session), {"recording_url": ZOOM, **typed})

    assert Recording.objects.get().expires_on == day


def test_day_of_deletion_is_changed_without_a_new_recording(session: Session, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    client.post(page_of(session), {"recording_url": ZOOM})
    first = Recording.objects.get()

    client.post(page_of(session), {"recording_url": ZOOM, "expires_for": ZOOM, "expires_on": ""})

    assert (Recording.objects.get().pk, Recording.objects.get().expires_on) == (first.pk, None)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/x",
    ],
)
def test_link_to_a_private_address_is_kept_as_a_link_and_never_fetched(
    url: str, session: Session, alice: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("nothing is fetched")

    monkeypatch.setattr("urllib.request.urlopen", refuse)

    client_of(alice).post(page_of(session), {"recording_url": url})

    assert Recording.objects.get().url == url


def test_page_asks_as_many_queries_at_three_snippets_as_at_one(
    session: Session, alice: User, client_of: SignIn
) -> None:
    client, article, asked = client_of(alice), open_article(session), []
    for count in (1, 3):
        set_snippets(article, snippets=[SnippetText(f"Title {number}", f"text {number}") for number in range(count)])
        set_topics(article, names=[f"Topic {number}" for number in range(count)])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(session)).status_code == 200
        asked.append(len(queries))

    assert asked == [23, 23]


def test_topic_that_somebody_accepted_meanwhile_stays(session: Session, alice: User, client_of: SignIn) -> None:
    article = open_article(session)
    set_topics(article, names=["Interviews", "Gone"])
    client = client_of(alice)
    seen = client.get(page_of(session)).context["form"]["topics_seen"].value()
    article.topics.set(find_or_create_topics(["Interviews", "Accepted"]))

    client.post(page_of(session), {"topics": "Interviews, Gone, Typed", "topics_seen": seen})

    assert sorted(topic.name for topic in article.topics.all()) == ["Accepted", "Interviews", "Typed"]


def test_notes_only_asks_for_notes_and_hides_what_is_not_wanted(
    session: Session, alice: User, client_of: SignIn
) -> None:
    client, policy = client_of(alice), reverse("knowledge:capture_policy", args=[session.pk])

    response = client.post(policy, {"notes_only": "1"}, follow=True)

    assert 'name="files"' not in response.content.decode()
    assert "This session is not recorded" in response.content.decode()
    client.post(page_of(session), {"publish": "1", "notes": "Number them."})
    assert Session.objects.get(pk=session.pk).captured_at is not None
    client.post(policy, {"standard": "1"})
    again = Session.objects.get(pk=session.pk)
    assert (again.capture_policy, again.captured_at, again.edited_by) == (CapturePolicy.STANDARD, None, alice)


def test_session_that_is_not_recorded_takes_chats_and_no_recording(
    session: Session, alice: User, client_of: SignIn
) -> None:
    Session.objects.update(capture_policy=CapturePolicy.NOTES_ONLY)
    client, words = client_of(alice), "This session is not recorded: notes are all that is asked for."

    link = client.post(page_of(session), {"recording_url": ZOOM})
    spoken = client.post(page_of(session), {"files": File("talk.vtt", VTT)})
    dropped = client.post(files_of(session), {"files": [File("a.mp4", MP4), File("chat.txt", CHAT)]}, follow=True)

    assert (link.status_code, spoken.status_code) == (422, 422)
    assert f"a.mp4: {words}" in dropped.content.decode()
    assert (Recording.objects.count(), Transcript.objects.count(), Suggestion.objects.count()) == (0, 0, 2)


def test_teacher_who_refused_to_be_recorded_is_not_overruled(session: Session, alice: User, client_of: SignIn) -> None:
    teaching = session.teachings.get()
    RecordingConsent.objects.create(teaching=teaching, allowed=False, answered_at=session.starts_at)
    policy = reverse("knowledge:capture_policy", args=[session.pk])
    client_of(alice).post(policy, {"notes_only": "1"})

    client_of(alice).post(policy, {"standard": "1"})

    assert Session.objects.get(pk=session.pk).capture_policy == CapturePolicy.NOTES_ONLY
