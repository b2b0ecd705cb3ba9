"""The calendar by keyboard: arrows between days, letters between views, and the focus stays where the hands are."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories.rituals import RSVPFactory, SessionFactory


@pytest.mark.django_db(transaction=True)
def test_days_and_views_are_reached_by_keys_and_announced(signed_in, bob) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    RSVPFactory(user=bob, session=SessionFactory(title="Five prompts", starts_at=tomorrow))
    SessionFactory(title="Of others", starts_at=tomorrow)
    page = signed_in(bob)
    page.goto("/calendar/")
    today = timezone.localdate()
    stop = page.locator("[data-day][tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()

    steps = ("ArrowRight", 1), ("ArrowLeft", 0), *(("ArrowDown", 7 * week) for week in range(1, 7))
    for key, days in steps:
        page.keyboard.press(key)
        expect(page.locator(f"[data-day='{today + timedelta(days=days)}']")).to_be_focused()
    expect(page.locator("[data-days-said]")).to_contain_text(f"{today + timedelta(days=42):%B %Y}")

    page.keyboard.press("t")
    expect(page.locator("[data-days-said]")).to_contain_text(f"{today:%B %Y}")
    for key, view in (("w", "week"), ("a", "agenda"), ("m", "month")):
        page.keyboard.press(key)
        expect(page.locator(f"#view-{view}")).to_have_attribute("aria-current", "page")
        assert f"view={view}" in page.url
        assert titles(page) == {"Five prompts", "Of others"}

    page.get_by_label("Sessions", exact=True).select_option("mine")
    expect(page.get_by_text("Of others")).to_have_count(0)
    assert titles(page) == {"Five prompts"}


def titles(page: Page) -> set[str]:
    """The titles of sessions on the page; the clock may put them on the first days of the page after."""
    return {title for title in ("Five prompts", "Of others") if page.get_by_text(title).count()}
