import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from peerlearn.topics.models import Topic
from rituals.models import FeedToken, Holiday, Pause, Session
from tests.factories.rituals import ProgramFactory, RitualFactory, RSVPFactory, SessionFactory, TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "calendar-days"}
DAY = re.compile(r'<a class="day" id="day-([\d-]+)"')


def entries(html: str) -> dict[str, list[str]]:
    """The titles on each day that has any, in any of the views."""
    parts = DAY.split(html)[1:]
    found = {
        day: re.findall(
            r'class="entry[^>]*>(?:.*?</time>.*?</span> |)(?:<s>)?([^<]+?) ?(?:</s>|<span|</a>)', part, re.S
        )
        for day, part in zip(parts[::2], parts[1::2], strict=True)
    }
    return {day: titles for day, titles in found.items() if titles}


def page(client, query: str = "", **options) -> str:
    return client.get(f"/calendar/{query}", **options).content.decode()


@pytest.mark.parametrize("view", ["month", "week", "agenda"])
@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_needs_the_same_queries_for_any_number_of_sessions(
    client_of, bob, monday, rows, view, django_assert_num_queries
) -> None:
    for teaching in TeachingFactory.create_batch(rows):
        Pause.objects.create(first_day=date(2026, 11, 25), last_day=date(2026, 11, 25), reason=f"Away {teaching.pk}")
    client = client_of(bob)

    with django_assert_num_queries(6 if view == "month" else 7):
        client.get("/calendar/", {"view": view})


@pytest.mark.parametrize("rows", [3, 2000])
def test_calendar_month_with_2000_sessions_costs_the_queries_and_the_size_of_a_few(
    client_of, bob, monday, rows, django_assert_num_queries
) -> None:
    ritual = RitualFactory(name="AI brown bag")
    first = datetime(2026, 11, 2, 8, tzinfo=UTC)
    starts = [first + timedelta(days=number % 28, minutes=number // 28) for number in range(rows)]
    Session.objects.bulk_create(
        Session(ritual=ritual, title=f"Talk {number}", starts_at=start, ends_at=start + timedelta(minutes=30))
        for number, start in enumerate(starts)
    )
    client = client_of(bob)

    with django_assert_num_queries(6):
        answer = client.get("/calendar/?month=2026-11")

    html = answer.content.decode()
    assert len(answer.content) < 200_000
    assert sum(len(titles) for titles in entries(html).values()) == min(rows, 28 * 4)
    assert re.findall(r">(\d+) more<", html) == ([] if rows == 3 else ["68"] * 12 + ["67"] * 16)


def test_calendar_full_day_shows_own_sessions_first_and_opens_all_of_that_day(client_of, bob, monday) -> None:
    hours = [datetime(2026, 11, 24, 8 + number, tzinfo=UTC) for number in range(6)]
    sessions = [SessionFactory(title=f"At {start.hour}", starts_at=start) for start in hours]
    RSVPFactory(session=sessions[-1], user=bob)
    html = page(client_of(bob))

    address = re.search(r'class="more" href="([^"]+)"[^>]*>2 more', html)[1].replace("&amp;", "&")

    assert entries(html) == {"2026-11-24": ["At 8", "At 9", "At 10", "At 13"]}
    assert address == "?view=agenda&days=1&from=2026-11-24"
    assert entries(page(client_of(bob), address)) == {"2026-11-24": [f"At {hour}" for hour in range(8, 14)]}


@pytest.mark.parametrize("view", ["month", "week", "agenda"])
def test_calendar_shows_the_sessions_of_each_view(client_of, bob, slot, talk, monday, view) -> None:
    html = page(client_of(bob), f"?view={view}")

    near, later = {"2026-11-24": ["AI brown bag"]}, {"2026-12-01": ["Five prompts"]}
    assert entries(html) == (near if view == "week" else near | later)
    assert f'aria-keyshortcuts="{view[0]}" aria-current="page"' in html


def test_calendar_week_and_agenda_begin_where_their_address_says(client_of, bob, talk, monday) -> None:
    week = page(client_of(bob), "?view=week&week=2026-W49")
    agenda = page(client_of(bob), "?view=agenda&from=2026-12-02")

    assert DAY.findall(week)[0] == "2026-11-30"
    assert entries(week) == {"2026-12-01": ["Five prompts"]}
    assert entries(agenda) == {}
    assert "2 December to 15 December 2026" in agenda


def test_calendar_leads_to_the_time_before_and_after_and_keeps_its_filters(client_of, bob, monday) -> None:
    html = page(client_of(bob), "?view=week&week=2026-W48&show=mine&kind=brown_bag&unknown=1").replace("&amp;", "&")

    links = dict(re.findall(r'id="((?:days|view)-(?!heading)\w+)"(?: rel="\w+")? href="([^"]+)"', html))
    assert links == {
        "days-before": "?view=week&week=2026-W47&show=mine&kind=brown_bag",
        "days-today": "?view=week&week=2026-W48&show=mine&kind=brown_bag",
        "days-after": "?view=week&week=2026-W49&show=mine&kind=brown_bag",
        "view-month": "?view=month&month=2026-11&show=mine&kind=brown_bag",
        "view-week": "?view=week&week=2026-W48&show=mine&kind=brown_bag",
        "view-agenda": "?view=agenda&from=2026-11-23&show=mine&kind=brown_bag",
    }


def test_calendar_filters_by_own_sessions_topic_and_form(client_of, bob, alice, monday) -> None:
    topic = Topic.objects.create(name="Interviews")
    going = RSVPFactory(user=bob, session__title="Going").session
    RSVPFactory(user=bob, reply="declined", session__title="Declined")
    TeachingFactory(user=bob, session__title="Teaching", session__kind="demo_day")
    TeachingFactory(user=bob, state="invited", session__title="Asked")
    RSVPFactory(user=alice, session__title="Of others")
    going.topics.add(topic)
    client = client_of(bob)

    assert entries(page(client, "?show=mine")) == {"2026-11-24": ["Going", "Teaching"]}
    assert entries(page(client, "?topic=interviews")) == {"2026-11-24": ["Going"]}
    assert entries(page(client, "?kind=demo_day&show=mine")) == {"2026-11-24": ["Teaching"]}
    assert entries(page(client, "?kind=teach_in")) == {}
    assert "No session here fits this choice." in page(client, "?kind=teach_in")


@pytest.mark.parametrize("query", ["show=x", "topic=nothing", "kind=x"])
def test_calendar_with_a_filter_that_cannot_be_read_shows_all(client_of, bob, slot, monday, query) -> None:
    assert entries(page(client_of(bob), f"?{query}")) == {"2026-11-24": ["AI brown bag"]}


def test_calendar_marks_what_is_open_cancelled_yours_and_closed(client_of, bob, slot, talk, monday) -> None:
    RSVPFactory(session=talk, user=bob)
    Session.objects.filter(pk=talk.pk).update(status="cancelled", audience="audience")
    html = page(client_of(bob))

    assert re.findall(r'href="(/sessions/\d+/)" class="([^"]+)"', html) == [
        (slot.get_absolute_url(), "entry open"),
        (talk.get_absolute_url(), "entry mine"),
    ]
    marks = [re.findall(r"\(([a-z ]+)\)", part) for part in re.findall(r'class="entry(.*?)</td>', html, re.S)]
    assert marks == [["open slot"], ["cancelled", "yours", "optional"]]
    assert "<s>Five prompts</s>" in html


def test_calendar_does_not_call_office_hours_an_open_slot(client_of, bob, monday) -> None:
    SessionFactory(kind="office_hours")

    assert "open slot" not in page(client_of(bob))


def test_calendar_names_the_zone_of_a_ritual_that_is_elsewhere(client_of, bob, monday) -> None:
    SessionFactory(title="Far", time_zone="America/New_York", starts_at=datetime(2026, 11, 24, 15, tzinfo=UTC))

    for view in ("month", "week", "agenda"):
        assert ">16:00</time> (10:00 in New York)" in page(client_of(bob), f"?view={view}")


def test_calendar_shows_holidays_of_the_viewers_place_and_pauses(client_of, bob, monday) -> None:
    bob.location = "Berlin"
    bob.save()
    Holiday.objects.create(location="berlin", day=date(2026, 11, 25), name="Day of rest")
    Holiday.objects.create(location="Paris", day=date(2026, 11, 26), name="Elsewhere")
    program = ProgramFactory(name="AI first")
    Pause.objects.create(program=program, first_day=date(2026, 11, 27), last_day=date(2026, 11, 28), reason="Move")
    html = page(client_of(bob))

    cells = re.findall(r'<td class="([^"]*)">.*?id="day-([\d-]+)"(.*?)</td>', html, re.S)
    assert {day: re.findall(r'off-words">([^<]+)', rest) for marks, day, rest in cells if "off" in marks.split()} == {
        "2026-11-25": ["Day of rest"],
        "2026-11-27": ["AI first: Move"],
        "2026-11-28": ["AI first: Move"],
    }


def test_calendar_puts_sessions_on_the_viewers_day(client_of, bob, slot, monday) -> None:
    slot.starts_at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    slot.ends_at = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    slot.save()

    assert list(entries(page(client_of(bob)))) == ["2026-11-25"]


def test_calendar_htmx_answers_the_asked_days_only(client_of, bob, slot, monday) -> None:
    html = page(client_of(bob), "?month=2026-12", headers=HTMX)

    assert "December 2026" in html
    assert "<html" not in html
    assert entries(html) == {}


@pytest.mark.parametrize(
    "query",
    [
        *({"month": month} for month in ("", "2026-13", "0001-01", "9999-12", "x", "2026-11-24")),
        *({"view": "week", "week": week} for week in ("", "2026-W54", "0001-W01", "9999-W52", "2026-11", "x")),
        *({"view": "agenda", "from": day} for day in ("", "2026-02-30", "0001-01-01", "9999-12-31", "x")),
        {"view": "year"},
    ],
)
def test_calendar_with_an_odd_address_still_shows_one(client_of, bob, monday, query) -> None:
    html = client_of(bob).get("/calendar/", query).content.decode()

    assert re.search(r'id="calendar-heading"[^>]*>[^<]*(2026|2000|2100)', html)


def test_calendar_hides_sessions_of_members_from_outsiders(client_of, charlie, dora, members_only, monday) -> None:
    assert entries(page(client_of(charlie))) == {}
    assert entries(page(client_of(dora))) == {"2026-11-24": ["AI brown bag"]}


def test_calendar_by_post_is_refused(client_of, bob) -> None:
    assert client_of(bob).post("/calendar/").status_code == 405


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
