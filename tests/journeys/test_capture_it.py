"""Capture it: right after the end one page, and a minute later the sentence is found at its second."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import FilePayload, Page, Route, expect

from knowledge.models import Article, LiveNote, Recording, Transcript
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Session
from tests.factories.knowledge import capture_of, held_session
from tests.factories.people import UserFactory
from tests.journeys.conftest import OpenHands, becomes
from tests.journeys.interactions import Hands
from tests.journeys.recordings import captions, silence

CAPTURE = 7
SAID_AT = 32
SENTENCE = "ask for the disagreement first and the outlier survives"
RECORDING: FilePayload = {"name": "talk.wav", "mimeType": "audio/wav", "buffer": silence(90)}
TRANSCRIPT: FilePayload = {
    "name": "talk.vtt",
    "mimeType": "text/vtt",
    "buffer": captions(
        (2, 12, "Alice Teacher", "Interviews again: twenty interviews and one slide by six, that was the task."),
        (20, 27, "Bob Colleague", "And how do you keep the two interviews which did not agree?"),
        (SAID_AT, 40, "Alice Teacher", f"If you {SENTENCE}. Number every voice in your interviews."),
        (50, 60, "Alice Teacher", "Interviews end with what differs, and then you summarise the interviews."),
    ),
}


def test_session_is_captured_within_seven_interactions_and_found_at_the_second(
    hands_of: OpenHands, worker: None
) -> None:
    teacher, learner = UserFactory(name="Alice Teacher"), UserFactory(name="Bob Colleague")
    session = just_over(teacher, noted_by=learner)
    hands = hands_of(teacher)
    page = hands.page
    hands.open(session.get_absolute_url())

    hands.begin()
    hands.click(page.get_by_role("link", name="Capture it"))
    expect(page.get_by_label("Notes (optional)")).to_have_value(re.compile("Number the voices"))
    hands.hand_over(page.locator("input[name=files]"), RECORDING)
    expect(page.get_by_text("A recording is here; another one replaces it.")).to_be_visible()
    hands.hand_over(page.locator("input[name=files]"), TRANSCRIPT)
    expect(page.get_by_text("talk.vtt: The transcript is here.")).to_be_visible()
    accept_with_a_key(hands, "Interviews")
    hands.click(page.get_by_role("button", name="Publish"))
    page.wait_for_url("**/wiki/**")
    hands.at_most(CAPTURE)

    article = Article.objects.get(session=session)
    assert [topic.name for topic in article.topics.all()] == ["Interviews"]
    assert Session.objects.get(pk=session.pk).captured_at is not None
    find_the_second(hands_of(learner))


def test_recording_goes_on_after_a_cut_and_a_reload(
    signed_in: Callable[..., Page], complaints: list[str], transactional_db: None, tmp_path: Path
) -> None:
    """The second piece never arrives; after a reload the bar still stands there, and the same file goes on."""
    alice = UserFactory(name="Alice Teacher")
    session = just_over(alice)
    long = tmp_path / "long.wav"
    long.write_bytes(silence(1100))
    page = signed_in(alice)
    page.goto(f"/sessions/{session.pk}/capture/")
    pieces: list[str] = []

    def only_the_first(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
        if len(pieces) > 1:
            route.fulfill(status=502)
        else:
            route.continue_()

    page.route("**/uploads/**", only_the_first)
    page.locator("input[name=files]").set_input_files(long)
    expect(page.get_by_text("The connection was cut. It goes on by itself.")).to_be_visible()
    page.unroute("**/uploads/**")
    assert ["502" in complaint for complaint in complaints] == [True] * len(complaints)
    complaints.clear()
    page.reload()
    bar = page.get_by_role("progressbar", name="Recording on its way")
    expect(bar).to_have_attribute("value", str(4 * 1024 * 1024))

    with page.expect_request(lambda request: request.method == "PATCH") as going_on:
        page.locator("input[name=files]").set_input_files(long)
    expect(page.get_by_text("A recording is here; another one replaces it.")).to_be_visible()

    assert going_on.value.headers["upload-offset"] == str(4 * 1024 * 1024)
    assert Recording.objects.get().file.size == long.stat().st_size


def test_many_files_find_their_sessions_and_are_corrected_before_they_are_kept(hands_of: OpenHands) -> None:
    teacher = UserFactory(name="Alice Teacher")
    first, second = just_over(teacher), just_over(teacher)
    Session.objects.filter(pk=first.pk).update(title="Filters")
    Session.objects.filter(pk=second.pk).update(title="Charts")
    hands = hands_of(teacher)
    page = hands.page
    hands.open("/wiki/owed/")

    hands.begin()
    hands.hand_over(
        page.locator("input[name=files]"),
        TRANSCRIPT | {"name": "Filters.vtt"},
        TRANSCRIPT | {"name": "unnamed.vtt"},
        TRANSCRIPT | {"name": "broken.vtt", "buffer": b"<html>"},
    )
    expect(page.get_by_label("Filters.vtt").locator("option:checked")).to_contain_text("Filters")
    hands.choose(page.get_by_label("unnamed.vtt"), f"{second.starts_at:%-d %b}, Charts")
    hands.choose(page.get_by_label("broken.vtt"), f"{second.starts_at:%-d %b}, Charts")
    hands.click(page.get_by_role("button", name="Bring them there"))

    expect(page.get_by_text("Not a WebVTT file: the first line must be WEBVTT.")).to_be_visible()
    assert set(Transcript.objects.values_list("article__session", "filename")) == {
        (first.pk, "Filters.vtt"),
        (second.pk, "unnamed.vtt"),
    }


def just_over(teacher: User, *, noted_by: User | None = None) -> Session:
    """It ended half an hour ago. Interviews were a topic before."""
    capture_of(held_session(UserFactory()), topics=("Interviews",))
    starts_at = timezone.now() - timedelta(hours=1)
    session = held_session(
        teacher,
        title="Twenty of them",
        starts_at=starts_at,
        held_at=starts_at + timedelta(minutes=45),
        capture_due_at=starts_at + timedelta(days=7),
    )
    if noted_by:
        LiveNote.objects.create(session=session, author=noted_by, text="Number the voices. Ask what differs.")
    find_or_create_topics(["Interviews"])
    return session


def accept_with_a_key(hands: Hands, topic: str) -> None:
    """With its key, by mouse with its button."""
    line = hands.page.locator("[data-suggestion]", has_text=topic).first
    expect(hands.page.locator("#suggestions progress")).to_have_count(0)
    hands.press_on(line, "a", line.get_by_role("button", name="Take over"))
    expect(hands.page.locator("#capture-checklist")).not_to_contain_text("one is enough")


def find_the_second(hands: Hands) -> None:
    page = hands.page
    hands.open("/")
    hands.press("/")
    page.keyboard.type(SENTENCE)
    hit = page.locator("[data-palette] [role=option]", has_text="disagreement").first
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wiki/**")
    becomes(page, "document.querySelector('audio')?.readyState > 0")
    at = page.evaluate("document.querySelector('audio').currentTime")
    assert SAID_AT - 2 <= at <= SAID_AT, at
