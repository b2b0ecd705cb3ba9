"""Ten minutes after the meeting: "your session is ready: transcript, 3 prompts, 4 topics; publish?".

The meeting's files come by themselves. A worker reads them, a mail says what it found, and publishing is a few keys.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from knowledge.services.capture import open_article, set_transcript
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Session
from tests.factories.knowledge import held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory
from tests.journeys.conftest import OpenHands, becomes
from tests.journeys.interactions import Hands
from tests.journeys.letters import Letters, link_of
from tests.journeys.recordings import captions

PUBLISH = 7
TOPICS = ("Redaction", "Interviews", "Spreadsheets", "Proposal writing")
PROMPTS = (
    "list every client name in this text.",
    "summarise each interview in one line.",
    "name three risks of this proposal.",
)
TALK = (
    (5, 20, "Alice Teacher", f"We begin with redaction. The prompt is: {PROMPTS[0]}"),
    (20, 35, "Alice Teacher", "Redaction first, and only then the interviews; without redaction nothing leaves us."),
    (35, 50, "Alice Teacher", f"For the interviews the prompt is: {PROMPTS[1]}"),
    (50, 65, "Bob Colleague", "Do interviews go into spreadsheets, or do spreadsheets go into the proposal?"),
    (
        65,
        80,
        "Alice Teacher",
        "Interviews go into spreadsheets. Spreadsheets never leave. Redaction is for proposal writing.",
    ),
    (80, 95, "Alice Teacher", f"Proposal writing is last. In proposal writing my prompt is: {PROMPTS[2]}"),
    (95, 110, "Alice Teacher", "Proposal writing with redaction, interviews and spreadsheets is what you saw today."),
)


def test_teacher_publishes_ten_minutes_after_the_meeting(
    hands_of: OpenHands, letters: Letters, worker: None, zone: ZoneInfo
) -> None:
    alice = UserFactory(name="Alice Teacher", email="alice@example.com", time_zone=zone.key)
    dora = UserFactory(name="Dora Champion", email="dora@example.com", time_zone=zone.key)
    now = timezone.now()
    session = held_session(
        alice, title="Clients and models", starts_at=now - timedelta(minutes=40), ends_at=now - timedelta(minutes=10)
    )
    FacilitationFactory(ritual=session.ritual, user=dora)
    find_or_create_topics(TOPICS)
    hands = hands_of(alice)

    files_come_in(session)

    letter = letters.next_to("alice@", about="Your session is ready: transcript, 3 prompts and 4 topics. Publish?")
    publish(hands, link_of(letter, f"/sessions/{session.pk}/capture/"), session)
    letters.next_to("dora@", about="Your session is ready")


def files_come_in(session: Session) -> None:
    """From the meeting tool, without anybody's hand."""
    with transaction.atomic():
        set_transcript(open_article(session), data=captions(*TALK), filename="talk.vtt", by=None)


def publish(hands: Hands, address: str, session: Session) -> None:
    """The mail's button, the first proposal by key, three sentences, a topic, publish."""
    page = hands.page
    hands.begin()
    hands.done.append("click the button of the mail")
    hands.open(address)
    expect(page.locator("#suggestions").get_by_text("to decide")).to_be_visible()
    accept(hands, "Summarise each interview", by_key=False)
    accept(hands, "Redaction", by_key=True)
    expect(page.get_by_label("Topics")).to_have_value("Redaction")
    hands.fill(page.get_by_label("Notes"), "Redact first. Then number the interviews.")
    hands.click(page.get_by_role("button", name="Publish"))
    page.wait_for_url("**/wiki/**")
    expect(page.get_by_text("Summarise each interview in one line.").first).to_be_visible()
    hands.at_most(PUBLISH)
    session.refresh_from_db()
    assert session.captured_at is not None
    assert list(session.topics.values_list("name", flat=True)) == ["Redaction"]


def accept(hands: Hands, words: str, *, by_key: bool) -> None:
    """With its button, or with a key while it has the focus."""
    page = hands.page
    row = page.locator("[data-suggestion]").filter(has_text=words).first
    number = row.get_attribute("id")
    if by_key:
        row.focus()
        hands.press("a")
    else:
        hands.click(row.get_by_role("button", name="Take over"))
    expect(page.locator(f"#{number}")).to_have_count(0)
    becomes(page, "document.activeElement.matches('[data-suggestion]')")  # the list has settled, at the same place
