"""Writing a guide: seen while it is typed, with an image from the clipboard, and nothing lost when the browser goes."""

import base64

from playwright.sync_api import Page, expect

from knowledge.models import Article
from peerlearn.people.models import User
from tests.journeys.conftest import OpenHands
from tests.knowledge.services.test_wiki_import import PIXEL

PASTE = """
([data]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const clipboard = new DataTransfer();
  clipboard.items.add(new File([bytes], "wall.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
  document.querySelector("[data-editor] textarea").dispatchEvent(event);
}
"""


def paste_image(page: Page) -> None:
    page.evaluate(PASTE, [base64.b64encode(PIXEL).decode()])


def test_guide_is_written_survives_a_crash_and_is_put_back(hands_of: OpenHands, bob: User) -> None:
    page = hands_of(bob).page
    page.goto("/wiki/new/")
    page.get_by_label("Title").fill("Ask for the disagreement")
    page.get_by_label("Text").fill("First **ask** who differs.\n\n")
    expect(page.locator("#preview strong")).to_have_text("ask")

    paste_image(page)
    expect(page.locator("#preview img")).to_have_attribute("alt", "wall")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept at")

    page.goto("about:blank")
    page.goto("/wiki/new/")
    expect(page.get_by_text("and have not saved")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Ask for the disagreement")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".prose img")).to_be_visible()
    guide = Article.objects.get()
    assert guide.attachments.get().filename == "wall.png"

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Text").fill("Nothing is left.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".prose")).to_have_text("Nothing is left.")
    page.get_by_role("link", name="History").click()
    page.get_by_role("listitem").last.get_by_role("link").first.click()
    page.get_by_role("button", name="Bring this text back").click()
    page.goto(guide.get_absolute_url())
    expect(page.locator(".prose strong")).to_have_text("ask")
