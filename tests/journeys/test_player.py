"""A recording and its words: a click on a line plays from there, selecting words does not, a link opens at its line."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from knowledge.models import Article, Passage
from knowledge.services.capture import set_recording_file
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session
from tests.journeys.conftest import OpenHands, becomes
from tests.journeys.recordings import silence

AT = "document.querySelector('audio').currentTime"
SCROLLED = "document.querySelector('.transcript').scrollTop"


@pytest.fixture
def article(alice: User) -> Article:
    """Five minutes of talk, ten seconds a line: more than its frame shows."""
    article = capture_of(held_session(alice))
    Passage.objects.bulk_create(
        Passage(
            article=article,
            number=number,
            starts=number * 10.0,
            ends=number * 10.0 + 9,
            speaker="Alice Teacher" if number % 4 else "Guest",
            speaker_user=alice if number % 4 else None,
            text=f"Line {number}: ask for the disagreement first, and the one who differs survives the summary.",
        )
        for number in range(1, 30)
    )
    set_recording_file(article, file=ContentFile(silence(300), name="talk.wav"), by=alice)
    return article


def opened(page: Page, address: str) -> None:
    page.goto(address)
    becomes(page, "document.querySelector('audio').readyState > 0")


def expect_at(page: Page, second: int) -> None:
    becomes(page, f"Math.abs({AT} - {second}) < 2")


def test_click_on_a_time_jumps_there_and_the_line_is_marked(hands_of: OpenHands, article: Article, bob: User) -> None:
    hands = hands_of(bob)
    opened(hands.page, article.get_absolute_url())

    hands.click(hands.page.locator("#p3").get_by_role("button", name="0:30"))

    expect_at(hands.page, 30)
    expect(hands.page.locator("#p3")).to_have_attribute("aria-current", "true")
    hands.at_most(1)


def test_click_on_words_jumps_there_and_selecting_them_does_not(
    hands_of: OpenHands, article: Article, bob: User
) -> None:
    page = hands_of(bob).page
    opened(page, article.get_absolute_url())
    words = page.locator("#p2 p")
    box = words.bounding_box()
    assert box is not None

    words.dblclick()
    page.mouse.move(box["x"] + 4, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 12, steps=4)
    page.mouse.up()

    page.wait_for_timeout(600)
    assert page.evaluate("getSelection().toString()").startswith("Line 2")
    assert page.evaluate(AT) == 0
    page.evaluate("getSelection().removeAllRanges()")
    page.locator("#p4 p").click()
    expect_at(page, 40)


def test_transcript_follows_until_somebody_scrolls_or_switches_it_off(
    hands_of: OpenHands, article: Article, bob: User
) -> None:
    hands = hands_of(bob)
    page, follow = hands.page, hands.page.get_by_role("button", name="Follow")
    page.emulate_media(reduced_motion="reduce")
    opened(page, article.get_absolute_url())

    page.evaluate("document.querySelector('audio').currentTime = 200")
    becomes(page, f"{SCROLLED} > 300")

    hands.click(follow)
    expect(follow).to_have_attribute("aria-pressed", "false")
    before = page.evaluate(SCROLLED)
    page.evaluate("document.querySelector('audio').currentTime = 20")
    expect(page.locator("#p2")).to_have_attribute("aria-current", "true")
    assert page.evaluate(SCROLLED) == before

    hands.click(follow)
    page.locator(".transcript").focus()
    page.keyboard.press("ArrowUp")
    expect(follow).to_have_attribute("aria-pressed", "false")


def test_copied_link_opens_at_its_sentence(
    hands_of: OpenHands, article: Article, bob: User, live_server: LiveServer
) -> None:
    hands = hands_of(bob)
    page = hands.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, article.get_absolute_url())
    line = page.locator("#p25")
    if hands.name == "mouse":
        line.hover()

    hands.click(line.get_by_role("link", name="Copy link"))

    expect(page.get_by_text("The link is copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{live_server.url}{article.get_absolute_url()}?t=250#p25"
    page.goto("about:blank")
    opened(page, copied)
    expect_at(page, 250)
    expect(page.locator("#p25")).to_be_in_viewport()
    assert page.locator("#p25").evaluate("line => line.matches(':target')")


def test_line_is_corrected_in_its_place_and_the_focus_stays(hands_of: OpenHands, article: Article, bob: User) -> None:
    hands = hands_of(bob)
    page = hands.page
    opened(page, article.get_absolute_url())
    if hands.name == "mouse":
        page.locator("#p2").hover()

    hands.click(page.locator("#p2").get_by_role("link", name="Correct"))
    hands.fill(page.get_by_label("What was said"), "Line 2: ask for what differs.")
    hands.click(page.get_by_role("button", name="Correct the line"))

    expect(page.locator("#p2 > p")).to_have_text("Line 2: ask for what differs.")
    expect(page.locator("#p2").get_by_role("link", name="Correct")).to_be_focused()
    hands.at_most(3)


def test_later_part_comes_while_the_recording_plays(hands_of: OpenHands, article: Article, bob: User) -> None:
    Passage.objects.bulk_create(
        Passage(article=article, number=number, starts=290 + (number - 300) / 10, text=f"Line {number}.")
        for number in range(300, 320)
    )
    page = hands_of(bob).page
    opened(page, article.get_absolute_url())

    page.evaluate("document.querySelector('audio').currentTime = 291")

    expect(page.locator("#p310")).to_be_visible()
    expect(page.locator("#p3")).to_have_count(0)
