"""One path through the whole product in the browser: from a new ritual to the figure on the dashboard.

The organisation is new. Time does not pass by waiting: everything that is planned is brought nearer in the database.
Mails leave through a real Celery worker and SMTP, and are read back from a local sink.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import Message

from django.utils import timezone
from playwright.sync_api import Page, expect

from metrics.tasks import compute_velocity
from peerlearn.outbox.tasks import sweep
from peerlearn.people.models import Role
from rituals.models import Session
from rituals.tasks import materialise_reminders
from tests.factories.people import UserFactory
from tests.journeys.clock import bring_nearer
from tests.journeys.conftest import becomes
from tests.journeys.letters import Letters, link_of
from tests.journeys.recordings import captions, silence

SENTENCE = "ask for the disagreement first and the outlier survives"


def test_new_ritual_becomes_knowledge_thanks_and_velocity(
    signed_in: Callable[..., Page], letters: Letters, worker: None, midday: None
) -> None:
    dora = UserFactory(name="Dora Champion", email="dora@example.com")
    alice = UserFactory(name="Alice Teacher", email="alice@example.com")
    bob = UserFactory(name="Bob Colleague", email="bob@example.com")
    lydia = UserFactory(name="Lydia Lead", email="lydia@example.com", roles=[Role.LD_LEAD])
    lead = signed_in(lydia)
    expect_this_month(lead, "0 teachers, 0 rituals, 0 within their 7 days")

    start_a_ritual(signed_in(dora))
    session = Session.objects.order_by("starts_at").first()
    assert session is not None
    expect_on_calendar(lead, session)
    teacher = signed_in(alice)
    claim(teacher, session)
    learner = signed_in(bob)
    ask_for_reminders(learner)
    say_coming(learner, session)

    bring_nearer(session, session.starts_at - timezone.now() - timedelta(hours=23))
    materialise_reminders.delay()
    sweep.delay()
    letters.next_to("bob@example.com", about="You said you would come.")
    bring_nearer(session, session.starts_at - timezone.now() - timedelta(minutes=10))
    sweep.delay()
    join_from(learner, letters.next_to("bob@example.com", about="It starts in a quarter of an hour."))

    bring_nearer(session, session.ends_at - timezone.now() + timedelta(minutes=20))
    say_it_took_place(teacher, session)
    capture(teacher, session)

    find_the_sentence(learner)
    say_thanks(learner)

    compute_velocity.delay()
    expect_this_month(lead, "1 teacher, 1 ritual, 1 within its 7 days")


def start_a_ritual(page: Page) -> None:
    page.goto("/rituals/new/")
    page.get_by_label("Name of the ritual").fill("Prompts that work")
    page.get_by_role("button", name="Start the ritual").click()
    expect(page.get_by_role("heading", name="Prompts that work", level=1)).to_be_visible()


def expect_on_calendar(page: Page, session: Session) -> None:
    page.goto(f"/calendar/?month={timezone.localtime(session.starts_at):%Y-%m}")
    expect(page.locator(f'a[href="/sessions/{session.pk}/"]').first).to_be_visible()


def claim(page: Page, session: Session) -> None:
    page.goto(f"/sessions/{session.pk}/")
    page.get_by_label("Title").fill("Keep the disagreement in")
    page.get_by_role("button", name="Take the slot").click()
    expect(page.get_by_role("heading", name="Keep the disagreement in", level=1)).to_be_visible()


def ask_for_reminders(page: Page) -> None:
    page.goto("/preferences/messages/")
    page.get_by_label(re.compile("A reminder of sessions.*: at once")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def say_coming(page: Page, session: Session) -> None:
    page.goto(f"/sessions/{session.pk}/")
    page.get_by_role("button", name="Coming", exact=True).click()
    expect(page.get_by_text("You are coming.")).to_be_visible()


def join_from(page: Page, letter: Message) -> None:
    page.goto(link_of(letter, "/sessions/join/"))
    page.get_by_role("button", name=re.compile("Join|check", re.IGNORECASE)).click()


def say_it_took_place(page: Page, session: Session) -> None:
    page.goto(f"/sessions/{session.pk}/")
    page.get_by_label("About how many came").fill("9")
    page.get_by_role("button", name="Yes, it took place").click()
    expect(page.get_by_role("button", name="Yes, it took place")).to_have_count(0)


def capture(page: Page, session: Session) -> None:
    page.goto(f"/sessions/{session.pk}/capture/")
    page.get_by_label("Prompt, command or check list").fill("List every question on which two interviews differ.")
    page.locator("input[name=files]").set_input_files(
        [
            {"name": "talk.wav", "mimeType": "audio/wav", "buffer": silence(60)},
            {
                "name": "talk.vtt",
                "mimeType": "text/vtt",
                "buffer": captions(
                    (2, 12, "Alice Teacher", "Twenty interviews and one slide by six, that was the task."),
                    (20, 27, "Bob Colleague", "And how do you keep the two who did not agree?"),
                    (32, 40, "Alice Teacher", f"If you {SENTENCE}. Number every voice before you start."),
                ),
            },
        ]
    )
    page.get_by_label("Notes").fill("Number the voices. Ask what differs. Then summarise.")
    page.get_by_label("Topics").fill("Interviews")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/wiki/**")


def find_the_sentence(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox", name="Search").first.fill(SENTENCE)
    page.keyboard.press("Enter")
    hit = page.locator(".passage").first
    expect(hit).to_contain_text("Alice Teacher")
    hit.locator("a.code").click()
    page.wait_for_url("**/wiki/**")
    becomes(page, "document.querySelector('audio').readyState > 0")
    at = page.evaluate("document.querySelector('audio').currentTime")
    assert 30 <= at <= 32, at
    expect(page.locator(".cue[aria-current]")).to_be_visible()
    expect(page.locator(".transcript")).to_contain_text("a colleague")
    expect(page.locator(".transcript")).not_to_contain_text("Bob Colleague")


def say_thanks(page: Page) -> None:
    page.get_by_role("button", name="This helped me").click()
    page.locator("#thanks textarea").fill("The client asked who had listened so closely.")
    page.get_by_role("button", name="Say thanks").click()
    expect(page.locator(".letters")).to_contain_text("The client asked who had listened so closely.")


def expect_this_month(page: Page, words: str) -> None:
    page.goto("/metrics/")
    expect(page.locator("[data-figure=month]")).to_have_text(words)
