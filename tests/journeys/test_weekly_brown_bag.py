"""A champion runs the weekly brown bag: from a new ritual to a session that was held, by mouse and by keyboard alone.

A new ritual takes at most 8 interactions, taking a slot at most 3; `interactions` says what is counted. Each person
reads their own mails: a calendar entry that comes, moves and is withdrawn again.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import Locator, expect

from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Ritual, Session
from rituals.tasks import settle_sessions
from tests.factories.people import UserFactory
from tests.journeys.clock import bring_nearer, wait_until
from tests.journeys.conftest import OpenHands
from tests.journeys.interactions import Hands
from tests.journeys.letters import Letters, entries_of, link_of, words_of

NEW_RITUAL, CLAIM = 8, 3
MEETING = "https://meet.example.com/brown-bag"


def test_weekly_brown_bag_runs_itself(hands_of: OpenHands, letters: Letters, worker: None, zone: ZoneInfo) -> None:
    dora, alice, bob, emil = (
        UserFactory(name=name, email=f"{name.split()[0].lower()}@example.com", time_zone=zone.key)
        for name in ("Dora Champion", "Alice Teacher", "Bob Colleague", "Emil Listener")
    )
    champion, teacher, colleague, listener = (hands_of(person) for person in (dora, alice, bob, emil))

    start_the_ritual(champion)
    ritual = Ritual.objects.get()
    first, second, third, fourth = ritual.sessions.order_by("starts_at")[:4]
    come_to_all(listener, ritual, letters)

    take(teacher, ritual, first, "Keep the disagreement in", letters)
    ask_in_place(champion, ritual, second, bob)
    say_yes(colleague, letters)
    offer_own_date(teacher, ritual, first, bob)
    swap(colleague, letters)
    expect_on_board(champion, ritual, {first: bob, second: alice})

    move_to_noon(champion, third, letters)
    cancel(champion, fourth, letters)

    hold_by_check_ins(first, guests=(listener, teacher))
    expect_held(champion, first)


def start_the_ritual(hands: Hands) -> None:
    """The dates and the verdict stand beside the form and follow what is typed; Enter in a field starts the ritual."""
    page = hands.page
    hands.open("/rituals/")
    hands.begin()
    hands.click(page.get_by_role("link", name="New ritual"))
    hands.fill(page.get_by_label("Name of the ritual"), "AI brown bag")
    preview = page.locator("#rhythm-preview")
    expect(preview.locator("ol > li")).to_have_count(8)
    expect(preview).to_contain_text("Weekly. People plan around it.")
    hands.fill(page.get_by_label("At", exact=True), "09:30")
    hands.fill(page.get_by_label("Room"), "Room 4")
    expect(preview.locator("ol > li").first).to_contain_text("09:30")
    expect(preview.locator("ol > li")).to_have_count(8)
    hands.fill(page.get_by_label("Meeting link"), MEETING)
    hands.press("Enter")
    expect(page.get_by_role("heading", name="AI brown bag", level=1)).to_be_visible()
    hands.at_most(NEW_RITUAL)
    expect(page.locator("ol.board > li")).to_have_count(8)
    expect(page.get_by_text("0 of 8 slots have a teacher")).to_be_visible()


def come_to_all(hands: Hands, ritual: Ritual, letters: Letters) -> None:
    hands.open(ritual.get_absolute_url())
    hands.click(hands.page.get_by_role("button", name="Come to all dates"))
    expect(hands.page.get_by_text("You come to all dates.", exact=True)).to_be_visible()
    method, (series,) = entries_of(letters.next_to("emil@", about="AI brown bag"))
    assert (method, series["UID"]) == ("REQUEST", ritual.uid)
    assert series["RRULE"]["FREQ"] == ["WEEKLY"]
    assert "RECURRENCE-ID" not in series


def take(hands: Hands, ritual: Ritual, session: Session, title: str, letters: Letters) -> None:
    """On the slot board, in place."""
    slot = line(hands, ritual, session)
    hands.begin()
    hands.click(slot.get_by_label("Claim the slot"))
    hands.fill(slot.get_by_label("Title"), title)
    hands.click(slot.get_by_role("button", name="Take the slot"))
    expect(slot.get_by_role("heading", name=title)).to_be_visible()
    hands.at_most(CLAIM)
    method, (entry,) = entries_of(letters.next_to("alice@", about=title))
    assert (method, entry["UID"], entry.start) == ("REQUEST", session.uid, session.starts_at)


def ask_in_place(hands: Hands, ritual: Ritual, session: Session, person: User) -> None:
    slot = line(hands, ritual, session)
    hands.click(slot.get_by_label("Ask somebody to teach"))
    hands.fill(slot.get_by_label("Whom do you ask?"), person.email)
    hands.click(slot.get_by_role("button", name="Ask", exact=True))
    expect(slot.get_by_role("heading", name=f"{person.name} is asked")).to_be_visible()


def say_yes(hands: Hands, letters: Letters) -> None:
    """From the link in the mail."""
    page = hands.page
    hands.open(link_of(letters.next_to("bob@", about="Dora Champion asks you to teach"), "/sessions/"))
    hands.fill(page.locator("#teaching-panel").get_by_label("Title"), "Number the voices")
    hands.click(page.get_by_role("button", name="Yes, I teach"))
    expect(page.get_by_role("heading", name="You teach here")).to_be_visible()
    assert entries_of(letters.next_to("bob@", about="Number the voices"))[0] == "REQUEST"
    letters.next_to("dora@", about="Bob Colleague says yes")


def offer_own_date(hands: Hands, ritual: Ritual, session: Session, other: User) -> None:
    slot = line(hands, ritual, session)
    hands.click(slot.get_by_role("link", name="Swap"))
    hands.check(hands.page.get_by_label(re.compile(other.name)))
    hands.click(hands.page.get_by_role("button", name="Offer the swap"))
    expect(hands.page.get_by_text("You asked Bob Colleague to swap")).to_be_visible()


def swap(hands: Hands, letters: Letters) -> None:
    """From the link in the mail; each calendar loses one date and gets the other."""
    page = hands.page
    hands.open(link_of(letters.next_to("bob@", about="Swap dates?"), "/sessions/"))
    hands.click(page.get_by_role("button", name="Swap", exact=True))
    expect(page.get_by_text("Swapped.")).to_be_visible()
    letters.next_to("alice@", about="Swapped: you teach on")
    for address, title in (("alice@", "Keep the disagreement in"), ("bob@", "Number the voices")):
        assert entries_of(letters.next_to(address, about="Out of your calendar"))[0] == "CANCEL"
        assert entries_of(letters.next_to(address, about=f"{title}: "))[0] == "REQUEST"


def expect_on_board(hands: Hands, ritual: Ritual, taught: dict[Session, User]) -> None:
    for session, person in taught.items():
        expect(line(hands, ritual, session)).to_contain_text(person.name)


def move_to_noon(hands: Hands, session: Session, letters: Letters) -> None:
    """One date alone: who comes to all of them hears from when to when, about this date of the series."""
    page = hands.page
    hands.open(session.get_absolute_url())
    hands.click(page.get_by_role("link", name="Move or change it"))
    hands.fill(page.get_by_label("At", exact=True), "12:00")
    hands.click(page.get_by_role("button", name="Save this date"))
    expect(page.get_by_text("Saved. Whoever is coming is told.")).to_be_visible()
    letter = letters.next_to("emil@", about="Moved: AI brown bag")
    assert re.search(r"Moved from .*, 09:30 to .*, 12:00\.", words_of(letter))
    method, (entry,) = entries_of(letter)
    assert (method, entry["RECURRENCE-ID"].dt) == ("REQUEST", session.starts_at)
    assert entry.start == session.starts_at + timedelta(hours=2, minutes=30)


def cancel(hands: Hands, session: Session, letters: Letters) -> None:
    page = hands.page
    hands.open(session.get_absolute_url())
    hands.click(page.locator("summary", has_text="Cancel this session"))
    hands.click(page.get_by_role("button", name="Cancel the session on"))
    expect(page.get_by_text("Cancelled. Calendars that follow it are told.")).to_be_visible()
    method, (entry,) = entries_of(letters.next_to("emil@", about="Cancelled: AI brown bag"))
    assert (method, entry["RECURRENCE-ID"].dt) == ("CANCEL", session.starts_at)


def hold_by_check_ins(session: Session, guests: Iterable[Hands]) -> None:
    """Everybody joins by their own link, and the meeting opens. Nobody is asked afterwards whether it took place."""
    bring_nearer(session, session.starts_at - timezone.now() - timedelta(minutes=5))
    for hands in guests:
        hands.open(session.get_absolute_url())
        hands.click(hands.page.get_by_role("link", name="Join"))
        hands.click(hands.page.get_by_role("button", name="Join as"))
        expect(hands.page.get_by_text(f"In the meeting {MEETING}")).to_be_visible()
    bring_nearer(session, session.ends_at - timezone.now() + timedelta(minutes=20))
    settle_sessions.delay()
    wait_until(lambda: Session.objects.get(pk=session.pk).status == SessionStatus.HELD)


def expect_held(hands: Hands, session: Session) -> None:
    hands.open(session.get_absolute_url())
    expect(hands.page.get_by_text("Held, 2 came")).to_be_visible()


def line(hands: Hands, ritual: Ritual, session: Session) -> Locator:
    """The session's line on the slot board, looked at anew."""
    hands.open(ritual.get_absolute_url())
    return hands.page.locator(f"#slot-{session.pk}")
