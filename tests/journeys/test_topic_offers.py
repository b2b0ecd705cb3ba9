"""Whoever types topics is offered those that exist, and takes them over by keyboard or by mouse."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from peerlearn.people.models import User
from peerlearn.topics.services.names import set_other_names
from peerlearn.topics.services.topics import find_or_create_topics
from tests.journeys.conftest import serious_violations


@pytest.fixture
def composer(signed_in: Callable[..., Page], bob: User) -> Page:
    """Where Bob shares what he learned; three topics are there."""
    kubernetes, *_others = find_or_create_topics(["Kubernetes", "Prompts", "Prompt patterns"])
    set_other_names(kubernetes, ["k8s"])
    page = signed_in(bob)
    page.goto("/til/")
    return page


def test_offers_are_read_by_everybody(
    context_for: Callable[..., BrowserContext], client_of: Callable[[User], Client], live_server: LiveServer, bob: User
) -> None:
    find_or_create_topics(["Prompts", "Prompt patterns"])
    page = til_page(context_for(bypass_csp=True), client_of(bob), live_server)
    page.get_by_label("Topics").press_sequentially("prom")
    page.get_by_label("Topics").press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(2)

    assert serious_violations(page) == []


def test_topics_are_taken_over_by_keyboard(composer: Page) -> None:
    field = composer.get_by_role("combobox", name="Topics")
    composer.get_by_label("Topics").focus()
    field.press_sequentially("k8")
    expect(composer.get_by_role("option")).to_have_text(["Kubernetes also k8s"])
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(composer.get_by_role("status").filter(has_text="1 topic, choose")).to_be_attached()

    field.press("ArrowDown")
    chosen = composer.get_by_role("option", selected=True)
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "none")
    field.press("Enter")
    expect(field).to_have_value("Kubernetes, ")
    expect(composer.get_by_role("listbox")).to_have_count(0)

    field.press_sequentially("prom")
    expect(composer.get_by_role("option")).to_have_text(["Prompt patterns", "Prompts"])
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Kubernetes, Prompts, ")

    field.press_sequentially("prom")
    expect(composer.get_by_role("option")).to_have_text(["Prompt patterns"])
    field.press("Escape")
    expect(composer.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("Kubernetes, Prompts, prom")


def test_topics_are_taken_over_by_mouse_where_the_caret_stands(composer: Page) -> None:
    field = composer.get_by_label("Topics")
    field.fill("Rust, prom, Go")
    field.evaluate("field => field.setSelectionRange(10, 10)")
    field.press("ArrowDown")
    composer.get_by_role("option", name="Prompt patterns").click()

    expect(field).to_have_value("Rust, Prompt patterns, Go")
    expect(field).to_be_focused()


def test_a_field_without_script_is_a_plain_field(
    context_for: Callable[..., BrowserContext], client_of: Callable[[User], Client], live_server: LiveServer, bob: User
) -> None:
    page = til_page(context_for(java_script_enabled=False), client_of(bob), live_server)

    expect(page.get_by_role("textbox", name="Topics")).to_be_visible()
    expect(page.get_by_role("combobox", name="Topics")).to_have_count(0)


def til_page(context: BrowserContext, browser: Client, server: LiveServer) -> Page:
    context.add_cookies([{"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/til/")
    return page
