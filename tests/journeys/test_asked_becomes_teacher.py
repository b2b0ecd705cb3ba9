"""Named by three colleagues as the one they ask, interviewed for ten minutes, now a teacher: by mouse and by keyboard.

Naming somebody takes 2 interactions, becoming a teacher 2 from the mail on. Who named whom stands nowhere.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import expect

from peerlearn.people.models import Role
from rituals.models import ChampionCall, Session
from rituals.tasks import tell_named
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory
from tests.journeys.clock import bring_nearer
from tests.journeys.conftest import OpenHands
from tests.journeys.interactions import Hands
from tests.journeys.letters import Letters, link_of, words_of

ASK, NAME, BECOME_TEACHER = 3, 2, 2
NAMERS = ("Ana First", "Ben Second", "Cleo Third")


def test_asked_colleague_becomes_teacher(hands_of: OpenHands, letters: Letters, worker: None, zone: ZoneInfo) -> None:
    lydia = UserFactory(name="Lydia Lead", email="lydia@example.com", roles=[Role.LD_LEAD], time_zone=zone.key)
    ned = UserFactory(name="Ned Named", email="ned@example.com", time_zone=zone.key)
    slot = SessionFactory(
        ritual__name="AI brown bag",
        ritual__rrule="",
        title="",
        starts_at=timezone.now() + timedelta(days=3),
        time_zone=zone.key,
    )
    lead = hands_of(lydia)

    call = ask_everybody(lead)
    for name in NAMERS:
        name_one(hands_of(UserFactory(name=name, time_zone=zone.key)), call, ned.name)
    close(call)
    expect_named_by_three(lead, call, "not yet")

    become_a_teacher(hands_of(ned), letters)
    interview(lead, slot)
    expect_named_by_three(lead, call, "teaches")


def ask_everybody(hands: Hands) -> ChampionCall:
    hands.open("/champions/")
    hands.begin()
    hands.fill(hands.page.get_by_label("When you are stuck with …"), "prompts")
    hands.click(hands.page.get_by_role("button", name="Ask everybody"))
    expect(hands.page.get_by_role("heading", name="When you are stuck with prompts, whom do you ask?")).to_be_visible()
    hands.at_most(ASK)
    return ChampionCall.objects.get()


def name_one(hands: Hands, call: ChampionCall, name: str) -> None:
    hands.open(call.get_absolute_url())
    hands.begin()
    hands.fill(hands.page.get_by_label("Whom do you ask?"), name)
    hands.click(hands.page.get_by_role("button", name="Name them"))
    expect(hands.page.get_by_text("You have answered. Thank you.")).to_be_visible()
    hands.at_most(NAME)


def close(call: ChampionCall) -> None:
    """A week later, in the morning."""
    week = timedelta(days=8)
    ChampionCall.objects.update(opens_on=call.opens_on - week, closes_on=call.closes_on - week)
    tell_named.delay()


def expect_named_by_three(hands: Hands, call: ChampionCall, since: str) -> None:
    hands.open(call.get_absolute_url())
    row = hands.page.get_by_role("row", name="Ned Named")
    expect(row.get_by_role("cell")).to_have_text(["–", "3", since])
    for name in NAMERS:
        expect(hands.page.get_by_text(name)).to_have_count(0)


def become_a_teacher(hands: Hands, letters: Letters) -> None:
    """From the link in the mail: a date is chosen, and the five questions stand there."""
    page = hands.page
    letter = letters.next_to("ned@", about="3 colleagues named you as the one they ask about prompts")
    assert not any(name in words_of(letter) for name in NAMERS)
    hands.open(link_of(letter, "/champions/"))
    hands.begin()
    hands.check(page.get_by_role("group", name="When").get_by_role("radio").first)
    hands.click(page.get_by_role("button", name="Be interviewed then"))
    expect(page.get_by_role("heading", name="Ned Named, asked about prompts", level=1)).to_be_visible()
    expect(page.locator("#teaching-panel ol > li")).to_have_count(5)
    hands.at_most(BECOME_TEACHER)


def interview(hands: Hands, slot: Session) -> None:
    """Ten minutes; whoever asked the questions says that it took place."""
    bring_nearer(slot, slot.ends_at - timezone.now() + timedelta(minutes=20))
    page = hands.page
    hands.open(slot.get_absolute_url())
    expect(page.get_by_role("heading", name="Ned Named, asked about prompts")).to_be_visible()
    hands.fill(page.get_by_label("About how many came"), "7")
    hands.click(page.get_by_role("button", name="Yes, it took place"))
    expect(page.get_by_text("Held, 7 came")).to_be_visible()
