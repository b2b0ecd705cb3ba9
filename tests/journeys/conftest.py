"""Journeys in a real Chromium against the real product on a test database.

Every page is watched: a violation of the content security policy, a script error or a broken request fails the test.
CHROMIUM names another browser.
"""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from celery.contrib.testing.worker import start_worker
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from peerlearn.celery import app
from peerlearn.people.models import User
from tests.journeys.chromium import CHROMIUM, SWITCHES
from tests.journeys.interactions import Hands, Keyboard, Mouse
from tests.journeys.letters import Letters

PASSWORD = "a quiet long sentence"
WCAG = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

OpenHands = Callable[[User], Hands]

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps an event loop in the test's thread
PATIENCE = 15_000  # milliseconds, for a machine that does more than this
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def context_for(browser: Browser, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """A browser window of its own for each person; bypass_csp only for reading accessibility, never for a journey."""
    contexts = []

    def open_context(**options) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def letters(settings: Any) -> Iterator[Letters]:
    """Mails leave through SMTP and are read here."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Letters()
    sink = Controller(handler, hostname="127.0.0.1", port=port)
    sink.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    sink.stop()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A real Celery worker."""
    app.control.purge()  # what earlier tests asked for, when no worker ran, is not about this one
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        yield


@pytest.fixture
def midday(settings: Any) -> None:
    """The organisation lives where it is about noon, so that an hour ago was today and this month."""
    ahead = 12 - timezone.now().hour
    settings.ORG_TIME_ZONE = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained about; must be empty at the end of the test."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def signed_in(context_for, complaints) -> Callable[..., Page]:
    """A page on which that person has signed in through the form."""

    def sign_in(person: User, **options) -> Page:
        person.set_password(PASSWORD)
        person.save()
        page = watched(context_for(**options).new_page(), complaints)
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return sign_in


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hands_of(
    request: pytest.FixtureRequest,
    context_for: Callable[..., BrowserContext],
    client_of: Callable[[User], Client],
    live_server: LiveServer,
    complaints: list[str],
) -> OpenHands:
    """A person, signed in, at a page of their own, by mouse and by keyboard alone."""

    def open_page(person: User) -> Hands:
        context = context_for()
        session = client_of(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = watched(context.new_page(), complaints)
        page.route("**/sessions/join/**", meeting_instead)
        return request.param(page)

    return open_page


@pytest.fixture
def zone(midday: None, settings: Any) -> ZoneInfo:
    """Where everybody lives. It is noon there: 09:30 has passed today, and eight more dates lie in eight weeks."""
    return ZoneInfo(settings.ORG_TIME_ZONE)


def meeting_instead(route: Route) -> None:
    """Where the product sends people on to a meeting, its link stands on a page; no journey leaves this machine."""
    answer = route.fetch(max_redirects=0)
    if "location" in answer.headers:
        route.fulfill(body=f"In the meeting {answer.headers['location']}")
    else:
        route.fulfill(response=answer)


def watched(page: Page, complaints: list[str]) -> Page:
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", lambda line: complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    return page


def becomes(page: Page, true: str) -> None:
    """Wait for it; the browser's own way to wait needs what the content security policy forbids."""
    for _moment in range(PATIENCE // 50):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{true} never came about")


def serious_violations(page: Page, *, rules: Sequence[str] = WCAG) -> list[str]:
    """What axe-core finds of impact serious or critical on the page as it stands, by the rules of these tags."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", list(rules))
    return [
        f"{page.url} {violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
