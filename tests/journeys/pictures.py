"""Pictures of the running demo company, to be looked at: `make run` in one terminal, `make pictures` in another.

Five pages at 1440 and 390 pixels, light and dark, into var/pictures. PORT and CHROMIUM as elsewhere.
"""

import os
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from peerlearn.embedded.paths import places
from tests.journeys.chromium import CHROMIUM, SWITCHES

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
WIDTHS = (1440, 390)
THEMES = ("light", "dark")
RITUAL = "/rituals/strategy-brown-bag-prompts-that-survive-a-partner-review/"  # run by teacher@demo.example


def main() -> None:
    folder = places().var / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for width in WIDTHS:
            for theme in THEMES:
                for name, page in pages(browser, width, theme):
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
        browser.close()
    print(f"Pictures are in {folder}")


def pages(browser: Browser, width: int, theme: str) -> Iterator[tuple[str, Page]]:
    """The pages one after the other, each by the person who uses it most."""
    employee = signed_in(browser, "employee", width, theme)
    yield "home", employee
    employee.goto("/wiki/search/?q=client+interview")
    yield "search", employee
    teacher = signed_in(browser, "teacher", width, theme)
    teacher.goto(RITUAL)
    yield "ritual", teacher
    teacher.locator("tr", has_text="Captured").first.get_by_role("link").first.click()
    teacher.locator("#kept-title ~ * a, section:has(#kept-title) a").first.click()
    teacher.wait_for_url("**/wiki/**")
    yield "session", teacher
    lead = signed_in(browser, "ld", width, theme)
    lead.goto("/metrics/")
    yield "dashboard", lead


def signed_in(browser: Browser, name: str, width: int, theme: str) -> Page:
    context = browser.new_context(
        base_url=ADDRESS, viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{name}@demo.example")
    page.get_by_label("Password").fill((places().var / "demo-password").read_text().strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return page


if __name__ == "__main__":
    main()
