"""The feed's address: made, renewed, revoked, and what it answers for each choice."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from icalendar import Calendar

from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import CalendarInvitation, FeedToken, Session
from tests.factories.rituals import RSVPFactory, SessionFactory

HTMX = {"HX-Request": "true", "HX-Target": "calendar-feed"}
ADDRESS = re.compile(r"(/calendar/feed/[\w-]+\.ics[^<]*)</code>")


@pytest.fixture
def made(client_of, client):
    """Makes somebody's feed with these choices and reads it without sign-in."""

    def make(person, **choices: str) -> Calendar:
        html = client_of(person).post("/calendar/feed/", choices).content.decode()
        return Calendar.from_ical(client.get(ADDRESS.search(html)[1]).content)

    return make


def titles(calendar: Calendar) -> list[str]:
    return [str(event["summary"]) for event in calendar.walk("VEVENT")]


def test_feed_of_mine_is_what_is_made_without_an_answer(made, bob, talk, slot, monday) -> None:
    RSVPFactory(session=talk, user=bob)

    assert titles(made(bob)) == ["Five prompts"]


def test_feed_of_all_holds_what_the_person_may_see_up_to_eight_weeks_ahead(
    made, bob, charlie, talk, members_only, monday
) -> None:
    SessionFactory(title="Next spring", starts_at=datetime(2027, 3, 1, 13, tzinfo=UTC))
    SessionFactory(title="Draft", status="draft")
    Session.objects.filter(pk=talk.pk).update(status="cancelled")
    members_only.ritual.members.add(bob)

    assert titles(made(bob, show="all")) == ["AI brown bag", "Five prompts"]
    outsiders = made(charlie, show="all")
    assert titles(outsiders) == ["Five prompts"]
    assert str(outsiders.walk("VEVENT")[0]["status"]) == "CANCELLED"


def test_feed_of_a_topic_holds_its_sessions_and_never_those_of_members(
    made, bob, charlie, dora, talk, members_only, monday
) -> None:
    topics = find_or_create_topics(["Prompting"])
    SessionFactory(title="About something else")
    for session in (talk, members_only):
        session.topics.set(topics)

    assert titles(made(charlie, show="topic", topic=topics[0].slug)) == ["Five prompts"]
    calendar = made(dora, show="topic", topic=topics[0].slug)
    assert titles(calendar) == ["AI brown bag", "Five prompts"]
    assert str(calendar["x-wr-calname"]) == "Sessions on Prompting"


def test_feed_of_a_topic_needs_a_topic(client_of, bob) -> None:
    answer = client_of(bob).post("/calendar/feed/", {"show": "topic"})

    assert answer.status_code == 422
    assert "Choose a topic." in answer.content.decode()
    assert not FeedToken.objects.exists()


def test_feed_of_a_topic_that_one_may_not_know_of_is_refused(client_of, charlie, members_only, monday) -> None:
    (topic,) = find_or_create_topics(["Layoffs"])
    members_only.topics.add(topic)
    browser = client_of(charlie)

    refused = browser.post("/calendar/feed/", {"show": "topic", "topic": topic.slug})

    assert refused.status_code == 422
    assert "Layoffs" not in refused.content.decode() + browser.get("/calendar/").content.decode()
    assert not FeedToken.objects.exists()


def test_feed_with_an_unknown_topic_or_a_wrong_token_is_not_found(client_of, client, bob, monday) -> None:
    path = ADDRESS.search(client_of(bob).post("/calendar/feed/").content.decode())[1]

    assert client.get(path + "?topic=nothing").status_code == 404
    assert client.get("/calendar/feed/guessed.ics").status_code == 404


def test_feed_for_htmx_is_its_part_of_the_page_alone(client_of, bob) -> None:
    html = client_of(bob).post("/calendar/feed/", headers=HTMX).content.decode()

    assert html.strip().startswith('<section class="mt-xl" id="calendar-feed"')
    assert ADDRESS.search(html)


def test_revoke_ends_the_address_and_redirects(client_of, client, bob, monday) -> None:
    path = ADDRESS.search(client_of(bob).post("/calendar/feed/").content.decode())[1]

    answer = client_of(bob).post("/calendar/feed/revoke/")

    assert (answer.status_code, answer["Location"]) == (302, "/calendar/")
    assert client.get(path).status_code == 404


def test_revoke_by_htmx_offers_a_new_address(client_of, bob) -> None:
    client_of(bob).post("/calendar/feed/")

    html = client_of(bob).post("/calendar/feed/revoke/", headers=HTMX).content.decode()

    assert "Make my address" in html
    assert "<html" not in html


def test_revoke_takes_only_ones_own(client_of, client, bob, charlie, monday) -> None:
    path = ADDRESS.search(client_of(bob).post("/calendar/feed/").content.decode())[1]

    client_of(charlie).post("/calendar/feed/revoke/")

    assert client.get(path).status_code == 200
    assert client_of(bob).get("/calendar/feed/revoke/").status_code == 405


def test_feed_of_mine_holds_booked_slots_and_not_their_whole_date(made, bob, alice, monday) -> None:
    hours = SessionFactory(
        kind="office_hours", minutes=60, ritual__slot_minutes=20, ritual__name="AI office hours", title=""
    )
    for person, minute in ((bob, 20), (alice, 40)):
        hours.bookings.create(user=person, starts_at=hours.starts_at + timedelta(minutes=minute), question="Tables")
    uid = f"slot-{bob.pk}-{hours.uid}"
    CalendarInvitation.objects.create(
        user=bob, session=hours, uid=uid, sequence=3, starts_at=hours.starts_at, ends_at=hours.ends_at
    )

    events = made(bob).walk("VEVENT")
    slots = [(str(event["uid"]), int(event["sequence"]), event["dtstart"].dt, event["dtend"].dt) for event in events]
    starts_at = hours.starts_at + timedelta(minutes=20)
    assert slots == [(uid, 3, starts_at, starts_at + timedelta(minutes=20))]
    assert "Tables" not in str(events[0])

    Session.objects.filter(pk=hours.pk).update(status="cancelled")
    assert str(made(bob).walk("VEVENT")[0]["status"]) == "CANCELLED"
    assert titles(made(bob, show="all")) == ["AI office hours"]


def test_feed_rings_before_each_session_only_where_that_was_chosen(made, client_of, client, bob, talk, monday) -> None:
    RSVPFactory(session=talk, user=bob)
    RSVPFactory(session__status="cancelled", user=bob)
    quiet = made(bob)
    address = ADDRESS.search(client_of(bob).post("/calendar/feed/", {"alarm": "on", "show": "all"}).content.decode())[1]

    assert address.endswith("?show=all&amp;alarm=1")
    loud = Calendar.from_ical(client.get(unescape(address)).content)

    assert quiet.walk("VALARM") == []
    (alarm,) = loud.walk("VALARM")
    assert (str(alarm["action"]), alarm["trigger"].dt) == ("DISPLAY", timedelta(minutes=-15))
    assert str(alarm["description"]) == "Five prompts"
