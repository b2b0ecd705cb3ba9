"""An empty search, two weeks later answered at minute 07:32: one click asks for it, and two mails bring the answer."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import Page, expect

from rituals.models import Session, TopicRequest
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory
from tests.journeys.clock import bring_nearer
from tests.journeys.conftest import becomes
from tests.journeys.interactions import Hands, Mouse
from tests.journeys.letters import Letters, link_of
from tests.journeys.recordings import captions, silence

QUESTION = "keep the outlier"
ANSWER_AT = 7 * 60 + 32  # seconds
ASK = 1


def test_empty_search_is_answered_at_the_minute(
    signed_in: Callable[..., Page], letters: Letters, worker: None, zone: ZoneInfo
) -> None:
    slot = SessionFactory(ritual__name="AI brown bag", title="", starts_at=timezone.now() + timedelta(days=14))
    learner = Mouse(signed_in(UserFactory(name="Kai Curious", email="kai@example.com", time_zone=zone.key)))
    teacher = Mouse(signed_in(UserFactory(name="Alice Teacher", email="alice@example.com", time_zone=zone.key)))

    asked = search_in_vain_and_ask(learner)
    teach_it(teacher, asked)
    letters.next_to("kai@", about="You asked, it is taught on")
    hold_and_capture(teacher, slot)

    letter = letters.next_to("kai@", about="Answered at minute 7:32")
    open_the_answer(learner, link_of(letter, f"/sessions/{slot.pk}/article/"))


def search_in_vain_and_ask(hands: Hands) -> TopicRequest:
    """One click, with what was searched for."""
    page = hands.page
    hands.open(f"/wiki/search/?q={QUESTION}")
    expect(page.get_by_text("Nobody has said this yet")).to_be_visible()
    hands.begin()
    hands.click(page.get_by_role("button", name="Ask colleagues to teach it"))
    expect(page.get_by_role("heading", name=QUESTION, level=1)).to_be_visible()
    hands.at_most(ASK)
    return TopicRequest.objects.get()


def teach_it(hands: Hands, asked: TopicRequest) -> None:
    page = hands.page
    hands.open(asked.get_absolute_url())
    hands.click(page.get_by_role("link", name="I could teach this"))
    hands.check(page.get_by_role("group", name="When").get_by_role("radio").first)
    hands.fill(page.get_by_label("Title"), "Twenty interviews, one slide")
    hands.click(page.get_by_role("button", name="Take the slot"))
    expect(page.get_by_role("heading", name="Twenty interviews, one slide", level=1)).to_be_visible()


def hold_and_capture(hands: Hands, session: Session) -> None:
    """Two weeks later."""
    page = hands.page
    bring_nearer(session, session.ends_at - timezone.now() + timedelta(minutes=20))
    hands.open(session.get_absolute_url())
    hands.fill(page.get_by_label("About how many came"), "9")
    hands.click(page.get_by_role("button", name="Yes, it took place"))
    expect(page.get_by_text("Held, 9 came")).to_be_visible()
    hands.open(f"/sessions/{session.pk}/capture/")
    lines = (
        (2, 12, "Alice Teacher", "Twenty interviews and one slide by six, that was the task."),
        (440, 450, "Bob Colleague", "And the two who did not agree?"),
        (ANSWER_AT, ANSWER_AT + 12, "Alice Teacher", "You keep the outlier when you ask for the disagreement first."),
    )
    page.locator("input[name=files]").set_input_files(
        [
            {"name": "talk.wav", "mimeType": "audio/wav", "buffer": silence(ANSWER_AT + 30)},
            {"name": "talk.vtt", "mimeType": "text/vtt", "buffer": captions(*lines)},
        ]
    )
    hands.fill(page.get_by_label("Notes"), "Number the voices. Ask what differs. Then summarise.")
    hands.fill(page.get_by_label("Topics"), "Interviews")
    hands.click(page.get_by_role("button", name="Publish"))
    page.wait_for_url("**/wiki/**")


def open_the_answer(hands: Hands, path: str) -> None:
    """The recording stands a breath before the words, and the words are marked."""
    page = hands.page
    hands.open(path)
    becomes(page, "document.querySelector('audio').readyState > 0")
    at = page.evaluate("document.querySelector('audio').currentTime")
    assert ANSWER_AT - 2 <= at <= ANSWER_AT, at
    expect(page.locator(".cue:target")).to_contain_text("You keep the outlier")
