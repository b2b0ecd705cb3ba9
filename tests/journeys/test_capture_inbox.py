"""What came by itself is filed with one click."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from knowledge.enums import InboxSource, InboxState
from knowledge.models import InboxItem, Recording
from peerlearn.people.models import User
from tests.factories.knowledge import held_session
from tests.factories.people import UserFactory
from tests.journeys.conftest import OpenHands


def test_one_link_is_filed_and_another_put_away_and_brought_back(
    hands_of: OpenHands, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    teacher: User = UserFactory(name="Alice Teacher")
    session = held_session(teacher, title="Twenty interviews", starts_at=timezone.now() - timedelta(days=1))
    for number in (1, 2):
        InboxItem.objects.create(
            source=InboxSource.MAIL,
            key=f"link:{number}",
            kind="recording",
            filename=f"Recording {number}",
            url=f"https://acme.zoom.us/rec/share/{number}",
            received_at=timezone.now(),
            session=session,
        )
    hands = hands_of(teacher)
    page = hands.page
    hands.open("/")
    hands.click(page.get_by_role("link", name="Look at it"))

    hands.begin()
    hands.click(page.get_by_role("button", name="File it Recording 1"))
    expect(page.get_by_text("Filed under “Twenty interviews”.")).to_be_visible()
    hands.at_most(1)
    assert Recording.objects.get().url == "https://acme.zoom.us/rec/share/1"

    hands.click(page.get_by_role("button", name="Put away Recording 2"))
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    hands.click(page.get_by_text("Put away lately"))
    hands.click(page.get_by_role("button", name="Bring back Recording 2"))
    expect(page.get_by_role("heading", name="Recording 2")).to_be_visible()
    assert InboxItem.objects.get(key="link:2").state == InboxState.OPEN
