"""Find it: from any page to the second at which it was said, or with the prompt in the clipboard, within three steps.

What counts as an interaction: `tests.journeys.interactions`.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from knowledge.models import Article, SearchLog
from knowledge.services.capture import set_recording_file
from knowledge.services.indexing import index_articles, rebuild_vocabulary
from peerlearn.people.models import User
from rituals.models import TopicRequest
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory
from tests.journeys.clock import wait_until
from tests.journeys.conftest import OpenHands, becomes, serious_violations
from tests.journeys.recordings import silence

FIND = 3
SAID_AT = 32
PROMPT = "List every question on which two interviews differ.\nQuote both, and do not write a summary yet."
TALK = """**Alice Teacher:** \\[00:02\\] Twenty interviews and one slide by six, that was the task of the day.

**Bob Colleague:** \\[00:20\\] And how do you keep the two who did not agree with everybody else?

**Alice Teacher:** \\[00:32\\] Ask for the disagreement first and the outlier survives. Number the voices.
"""


@pytest.fixture
def reader() -> User:
    return UserFactory(name="Kai Curious", email="kai@example.com")


@pytest.fixture
def talk(reader: User, settings: Any, tmp_path: Path) -> Article:
    """Three weeks ago, with its recording; the reader was there."""
    settings.MEDIA_ROOT = tmp_path
    alice = UserFactory(name="Alice Teacher", email="alice@example.com")
    began = timezone.now() - timedelta(days=21)
    session = held_session(alice, title="Twenty interviews, one slide", starts_at=began, held_at=began)
    article = capture_of(session, transcript=TALK, topics=("Interviews",), dated_at=began)
    set_recording_file(article, file=ContentFile(silence(60), name="talk.wav"), by=alice)
    SnippetFactory(article=article, title="Ask for disagreement", text=PROMPT)
    AttendanceFactory(session=session, user=reader)
    index_articles([article.pk])
    rebuild_vocabulary()
    return article


def test_the_second_it_was_said_is_three_steps_away(hands_of: OpenHands, reader: User, talk: Article) -> None:
    TilFactory(title="Disagreement is fine", author=reader)
    hands = hands_of(reader)
    page = hands.page
    hands.open("/calendar/")

    hands.begin()
    hands.press("/")
    field = page.get_by_role("combobox", name="Search everything")
    expect(field).to_be_focused()
    hands.fill(field, "disagreement first")
    answer = page.get_by_role("group", name="Best answer, spoken").get_by_role("option")
    expect(answer).to_contain_text("Alice Teacher 0:32")
    hands.pick(answer, "Enter", answer)
    page.wait_for_url("**/wiki/**")
    hands.at_most(FIND)

    becomes(page, "document.querySelector('audio').readyState > 0")
    at = page.evaluate("document.querySelector('audio').currentTime")
    assert SAID_AT - 2 <= at <= SAID_AT - 1, at
    expect(page.locator(".cue:target")).to_contain_text("Ask for the disagreement first")
    marked = page.locator(".cue:target p").evaluate("words => getComputedStyle(words).backgroundColor")
    assert marked != page.locator(".cue p").first.evaluate("words => getComputedStyle(words).backgroundColor")
    expect(page.locator(".cue[aria-current]")).to_be_visible()
    wait_until(lambda: SearchLog.objects.filter(query="disagreement first", clicked=talk).exists())
    assert SearchLog.objects.count() == 1


def test_the_prompt_from_three_weeks_ago_is_in_the_clipboard(hands_of: OpenHands, reader: User, talk: Article) -> None:
    hands = hands_of(reader)
    page = hands.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hands.open("/rituals/")

    hands.begin()
    hands.press("/")
    hands.fill(page.get_by_role("combobox", name="Search everything"), "interviews differ")
    found = page.get_by_role("group", name="Copy")
    prompt = found.get_by_role("option")
    expect(prompt).to_contain_text("Alice Teacher")
    hands.pick(prompt, "c", found.locator("button[data-copy]"))
    expect(page.get_by_text("Copied.")).to_be_visible()
    hands.at_most(FIND)

    assert page.evaluate("navigator.clipboard.readText()") == PROMPT
    expect(page.locator("#palette")).not_to_have_attribute("open", re.compile(""))


def test_typo_and_empty_search_lead_on(hands_of: OpenHands, reader: User, talk: Article) -> None:
    hands = hands_of(reader)
    page = hands.page
    hands.open("/wiki/search/")
    expect(page.get_by_role("region", name="Sessions you joined")).to_contain_text("Twenty interviews, one slide")

    hands.begin()
    hands.fill(page.get_by_role("searchbox", name="Search"), "disagreemnt")
    meant = page.get_by_role("main").get_by_role("link", name="disagreement", exact=True)
    hands.click(meant)
    expect(page.locator(".passage-lead")).to_contain_text("Ask for the disagreement first")
    hands.at_most(FIND)
    page.go_back()
    expect(meant).to_be_visible()

    hands.begin()
    hands.fill(page.get_by_role("searchbox", name="Search"), "xylophone tuning")
    expect(page.get_by_text("0 results for xylophone tuning")).to_be_visible()
    hands.click(page.get_by_role("button", name="Ask colleagues to teach it"))
    expect(page.get_by_role("heading", name="xylophone tuning", level=1)).to_be_visible()
    hands.at_most(FIND)
    assert TopicRequest.objects.get().title == "xylophone tuning"


def test_results_are_narrowed_and_widened_without_script(
    context_for: Callable[..., BrowserContext],
    client_of: Callable[[User], Any],
    reader: User,
    talk: Article,
    live_server,
) -> None:
    TilFactory(title="Interviews in three languages", author=reader)
    page = page_of(context_for(java_script_enabled=False), client_of, reader, live_server.url)
    page.goto("/wiki/search/?q=interviews")
    expect(page.get_by_text("2 results for interviews")).to_be_visible()

    page.get_by_role("link", name="Short share 1").click()
    expect(page.get_by_text("1 result for interviews")).to_be_visible()
    assert page.url.endswith("?q=interviews&kind=til")
    page.get_by_role("link", name="Remove Short share").first.click()
    expect(page.get_by_text("2 results for interviews")).to_be_visible()
    page.get_by_role("link", name="I was there").click()
    expect(page.get_by_role("main")).not_to_contain_text("Interviews in three languages")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_palette_and_answers_can_be_read_by_everybody(
    theme: str,
    width: int,
    context_for: Callable[..., BrowserContext],
    client_of: Callable[[User], Any],
    reader: User,
    talk: Article,
    live_server,
) -> None:
    """axe-core finds nothing in the states of the page, and in the palette with answers, without, and with nothing."""
    TilFactory(title="Interviews in three languages", author=reader)
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": theme, "reduced_motion": "reduce"}
    page = page_of(context_for(bypass_csp=True, **look), client_of, reader, live_server.url)
    found = []
    for query in ("", "?q=interviews", "?q=interviews&kind=til", "?q=disagreemnt", "?q=disagreement&kind=guide"):
        page.goto(f"/wiki/search/{query}")
        for folded in page.locator("#results summary").all():
            folded.evaluate("summary => summary.parentElement.open = true")
        found += serious_violations(page)
    for typed, listed in (("", "Go to"), ("interviews", "Copy"), ("xylophone", "Nobody has said this yet")):
        page.goto("/wiki/search/")
        page.keyboard.press("/")
        page.get_by_role("combobox").fill(typed)
        expect(page.get_by_role("listbox").get_by_role("group", name=listed)).to_be_visible()
        found += serious_violations(page)

    assert found == []


def page_of(context: BrowserContext, client_of: Callable[[User], Any], person: User, address: str) -> Page:
    """A page on which that person is signed in."""
    session = client_of(person).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context.new_page()
