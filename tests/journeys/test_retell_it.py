"""Retell it: nothing was recorded, so the teacher says it once more into the browser's microphone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from knowledge.models import Recording
from peerlearn.people.models import User
from rituals.models import Session
from tests.factories.knowledge import held_session
from tests.factories.people import UserFactory
from tests.journeys.conftest import OpenHands, becomes, serious_violations

NO_MICROPHONE = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("none", "NotFoundError"))"""


@pytest.fixture
def teacher(transactional_db: None, settings: Any, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    return UserFactory(name="Alice Teacher")


@pytest.fixture
def session(teacher: User) -> Session:
    return held_session(teacher)


def test_session_is_told_again_listened_to_and_kept(hands_of: OpenHands, teacher: User, session: Session) -> None:
    hands = hands_of(teacher)
    page = hands.page
    page.context.grant_permissions(["microphone"])
    hands.open(f"/sessions/{session.pk}/capture/")

    hands.click(page.get_by_role("button", name="Start recording"))
    expect(page.locator("[data-retell-time]")).to_have_text("0:02")
    hands.click(page.get_by_role("button", name="Stop", exact=True))
    told = page.get_by_label("What you said")
    expect(told).to_be_visible()
    becomes(page, "document.querySelector('[data-retell-heard]').duration > 1")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    assert Recording.objects.count() == 0
    hands.click(page.get_by_role("button", name="Keep it"))
    expect(page.get_by_text("A recording is here; another one replaces it.")).to_be_visible()

    recording = Recording.objects.get()
    assert (recording.origin, recording.content_type, recording.added_by) == ("retold", "audio/webm", teacher)
    hands.open(recording.article.get_absolute_url())
    becomes(page, "Number.isFinite(document.querySelector('audio').duration)")


def test_what_was_discarded_is_not_sent(signed_in: Callable[..., Page], teacher: User, session: Session) -> None:
    page = signed_in(teacher, permissions=["microphone"])
    page.goto(f"/sessions/{session.pk}/capture/")

    page.get_by_role("button", name="Start recording").click()
    expect(page.locator("[data-retell-time]")).to_have_text("0:01")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Discard").click()

    expect(page.get_by_text("Discarded. Nothing was sent.")).to_be_visible()
    expect(page.get_by_role("button", name="Start recording")).to_be_focused()
    assert Recording.objects.count() == 0


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("", "The microphone is not allowed here."),
        (NO_MICROPHONE, "No microphone was found."),
        ("delete window.MediaRecorder", "This browser cannot record."),
    ],
)
def test_why_it_cannot_be_recorded_is_said(
    script: str, words: str, signed_in: Callable[..., Page], teacher: User, session: Session
) -> None:
    page = signed_in(teacher)
    page.add_init_script(script)
    page.goto(f"/sessions/{session.pk}/capture/")

    page.get_by_role("button", name="Start recording").click()

    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("button", name="Start recording")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_is_accessible(
    theme: str,
    context_for: Callable[..., Any],
    client_of: Callable[..., Any],
    live_server: Any,
    teacher: User,
    session: Session,
) -> None:
    context = context_for(bypass_csp=True, permissions=["microphone"], color_scheme=theme)
    value = client_of(teacher).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/sessions/{session.pk}/capture/")

    page.get_by_role("button", name="Start recording").click()
    expect(page.locator("[data-retell-time]")).to_have_text("0:01")
    recording = serious_violations(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Keep it")).to_be_visible()

    assert recording + serious_violations(page) == []
