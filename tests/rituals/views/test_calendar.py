import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from rituals.models import FeedToken
from tests.factories.rituals import RSVPFactory, SessionFactory, TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "month"}


def entries(html: str) -> dict[str, list[str]]:
    """The titles on each day of the grid that has any."""
    cells = re.findall(r'<span class="day" data-label="\w+">(\d+)</span>(.*?)</td>', html, re.S)
    titles = {day: re.findall(r"</span> ([^<]+?)(?: <span|</a>)", cell) for day, cell in cells}
    return {day: found for day, found in titles.items() if found}


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_needs_the_same_queries_for_any_number_of_sessions(
    client_of, bob, monday, rows, django_assert_num_queries
) -> None:
    SessionFactory.create_batch(rows)
    client = client_of(bob)

    with django_assert_num_queries(5):
        client.get("/calendar/")


def test_calendar_shows_this_month_and_marks_open_slots(client_of, bob, slot, talk, monday) -> None:
    html = client_of(bob).get("/calendar/").content.decode()

    assert "November 2026" in html
    assert entries(html) == {"24": ["AI brown bag"], "1": ["Five prompts"]}
    assert re.findall(r'<a href="(/sessions/\d+/)" class="open">', html) == [f"/sessions/{slot.pk}/"]


def test_calendar_puts_sessions_on_the_viewers_day(client_of, bob, slot, monday) -> None:
    slot.starts_at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    slot.ends_at = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    slot.save()

    assert list(entries(client_of(bob).get("/calendar/").content.decode())) == ["25"]


def test_calendar_htmx_answers_the_asked_month_only(client_of, bob, slot, monday) -> None:
    html = client_of(bob).get("/calendar/?month=2026-12", headers=HTMX).content.decode()

    assert "December 2026" in html
    assert "<html" not in html
    assert entries(html) == {}


@pytest.mark.parametrize("month", ["", "2026-13", "0001-01", "9999-12", "x", "2026-11-24"])
def test_calendar_with_an_odd_month_still_shows_one(client_of, bob, monday, month) -> None:
    html = client_of(bob).get("/calendar/", {"month": month}).content.decode()

    assert re.search(r"<caption>\w+ (2026|2000|2100)</caption>", html)


def test_calendar_hides_sessions_of_members_from_outsiders(client_of, charlie, dora, members_only, monday) -> None:
    assert entries(client_of(charlie).get("/calendar/").content.decode()) == {}
    assert entries(client_of(dora).get("/calendar/").content.decode()) == {"24": ["AI brown bag"]}


def test_feed_is_shown_once_and_only_its_digest_is_kept(client_of, client, bob, alice, talk, slot, monday) -> None:
    RSVPFactory(session=talk, user=bob)
    RSVPFactory(session=slot, user=alice)
    html = client_of(bob).post("/calendar/feed/").content.decode()
    path = re.search(r"(/calendar/feed/[\w-]+\.ics)</code>", html).group(1)

    answer = client.get(path)

    calendar = Calendar.from_ical(answer.content)
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Five prompts"]
    assert str(calendar["x-wr-calname"]) == "Sessions of Bob Colleague"
    assert "no-store" in answer["Cache-Control"]
    assert path.split("/")[-1].removesuffix(".ics") not in FeedToken.objects.get().digest
    assert path not in client_of(bob).get("/calendar/").content.decode()


def test_feed_holds_what_its_owner_teaches_and_cancelled_ones_too(client_of, client, alice, talk, monday) -> None:
    talk.status = "cancelled"
    talk.save()
    TeachingFactory(user=alice, session__title="Long ago", session__starts_at=datetime(2026, 9, 1, tzinfo=UTC))
    html = client_of(alice).post("/calendar/feed/").content.decode()

    answer = client.get(re.search(r"(/calendar/feed/[\w-]+\.ics)</code>", html).group(1))

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(str(event["summary"]), str(event["status"])) for event in events] == [("Five prompts", "CANCELLED")]


def test_feed_renewed_or_of_somebody_who_left_is_not_found(client_of, client, bob, monday) -> None:
    find = re.compile(r"(/calendar/feed/[\w-]+\.ics)</code>")
    former, current = (find.search(client_of(bob).post("/calendar/feed/").content.decode())[1] for _ in range(2))

    assert (client.get(former).status_code, client.get(current).status_code) == (404, 200)
    bob.is_active = False
    bob.save()
    assert client.get(current).status_code == 404


def test_feed_by_get_is_refused(client_of, bob) -> None:
    assert client_of(bob).get("/calendar/feed/").status_code == 405
