import re
from datetime import UTC, datetime, timedelta

import pytest

from rituals.models import Holiday, Ritual
from tests.factories.rituals import FacilitationFactory, RitualFactory, SessionFactory, SkipDateFactory, TeachingFactory

TYPED = {
    "name": "AI brown bag",
    "kind": "brown_bag",
    "every": "1",
    "weekdays": ["1"],
    "first_date": "2026-11-24",
    "start_time": "14:00",
    "time_zone": "Europe/Berlin",
    "duration_minutes": "30",
    "audience": "open",
}
PREVIEW = {"HX-Request": "true", "HX-Target": "rhythm-preview"}


@pytest.mark.parametrize("rows", [1, 3])
def test_ritual_list_needs_the_same_queries_for_any_number_of_rituals(
    client_of, bob, monday, rows, django_assert_num_queries
) -> None:
    for ritual in RitualFactory.create_batch(rows):
        FacilitationFactory(ritual=ritual)
        SessionFactory(ritual=ritual)
    client = client_of(bob)

    with django_assert_num_queries(11):
        client.get("/rituals/")


def test_ritual_list_shows_running_rituals_the_next_first(client_of, bob, slot, monday) -> None:
    SessionFactory(ritual__name="Sooner", starts_at=slot.starts_at - timedelta(hours=3))
    RitualFactory(name="Archived", archived_at=monday)
    RitualFactory(name="Circle", audience="members")
    html = client_of(bob).get("/rituals/").content.decode()

    assert re.findall(r'hed-4"><a href="[^"]+">([^<]+)', html) == ["Sooner", "AI brown bag"]
    archived = client_of(bob).get("/rituals/?archived").content.decode()
    assert re.findall(r'hed-4"><a href="[^"]+">([^<]+)', archived) == ["Archived"]


@pytest.mark.parametrize("rows", [1, 3])
def test_ritual_page_needs_the_same_queries_for_any_number_of_sessions(
    client_of, bob, ritual, monday, rows, without_panels, django_assert_num_queries
) -> None:
    for number in range(rows):
        week = timedelta(weeks=number)
        TeachingFactory(session=SessionFactory(ritual=ritual, starts_at=monday + timedelta(days=1) + week))
        TeachingFactory(
            session=SessionFactory(ritual=ritual, starts_at=monday - timedelta(days=6) - week, status="held")
        )
        SkipDateFactory(ritual=ritual, day=datetime(2026, 12, 22 + number).date())
    client = client_of(bob)

    with django_assert_num_queries(16):
        client.get("/rituals/ai-brown-bag/")


def test_ritual_shows_open_taken_cancelled_and_skipped_dates_in_order(
    client_of, bob, ritual, slot, talk, monday
) -> None:
    SkipDateFactory(ritual=ritual, reason="Company holiday")
    SessionFactory(ritual=ritual, title="Dropped", status="cancelled", starts_at=talk.starts_at + timedelta(days=7))
    SessionFactory(ritual=ritual, title="Far away", starts_at=monday + timedelta(weeks=9))

    html = client_of(bob).get("/rituals/ai-brown-bag/").content.decode()

    lines = re.findall(r'<li class="slot ?([\w-]*)".*?hed-4">(?:<a [^>]+>)?([^<]+)', html, re.S)
    assert lines == [
        ("is-open", "Nobody yet"),
        ("", "Five prompts"),
        ("is-skip", "Cancelled: Dropped"),
        ("is-skip", "Skipped: Company holiday"),
    ]
    assert "<b>1 of 2</b> slots have a teacher" in html


def test_ritual_does_not_call_a_session_missed_before_its_people_were_asked(client_of, bob, ritual, monday) -> None:
    for days, status in ((15, "held"), (8, "unknown"), (1, "scheduled")):
        SessionFactory(ritual=ritual, starts_at=monday - timedelta(days=days), status=status)
    html = client_of(bob).get(ritual.get_absolute_url()).content.decode()

    assert "1 of 2 planned dates of the last eight weeks were held." in html
    assert re.findall(r'<li( class="\w+")?><span class="vh">[^,]+, ([^<]+?)\s*<', html) == [
        ("", "held"),
        (' class="no"', "unknown"),
        (' class="open"', "not known yet"),
    ]


def test_ritual_of_members_is_not_found_by_an_outsider(client_of, charlie, dora, members_only, ritual) -> None:
    assert client_of(charlie).get("/rituals/ai-brown-bag/").status_code == 404
    assert client_of(dora).get("/rituals/ai-brown-bag/").status_code == 200


def test_ritual_by_post_is_refused(client_of, bob, ritual) -> None:
    assert client_of(bob).post("/rituals/ai-brown-bag/").status_code == 405


def test_ritual_new_is_filled_in_so_that_a_name_is_enough(client_of, bob, monday) -> None:
    html = client_of(bob).get("/rituals/new/").content.decode()
    inputs = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', html))

    names = ("first_date", "start_time", "time_zone", "duration_minutes")
    assert {name: inputs[name] for name in names} == {
        "first_date": "2026-11-30",
        "start_time": "14:00",
        "time_zone": "Europe/Berlin",
        "duration_minutes": "30",
    }
    assert "Every Monday" in html


def test_ritual_new_plain_post_makes_it_and_opens_its_page(client_of, dora, bob, monday) -> None:
    answer = client_of(dora).post("/rituals/new/", TYPED | {"co_facilitator": "BOB@example.com", "capacity": "12"})

    assert answer["Location"] == "/rituals/ai-brown-bag/"
    ritual = Ritual.objects.get()
    assert (ritual.rrule, ritual.capacity, ritual.created_by) == ("FREQ=WEEKLY;BYDAY=TU", 12, dora)
    assert {f.user for f in ritual.facilitations.all()} == {dora, bob}
    assert ritual.sessions.count() == 26


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "\u200b"}, "Write something people can read."),
        ({"name": "x" * 201}, "at most 200"),
        ({"weekdays": []}, "This field is required."),
        ({"every": "0"}, "Select a valid choice."),
        ({"every": "month", "weekdays": ["1", "2"]}, "A monthly ritual meets on one weekday."),
        ({"first_date": "2026-11-22"}, "Choose a date between today (Nov. 23, 2026)"),
        ({"first_date": "9999-12-31"}, "Choose a date between today"),
        ({"first_date": "2027-02-30"}, "Enter a valid date."),
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone."),
        ({"duration_minutes": "0"}, "greater than or equal to 5"),
        ({"duration_minutes": "721"}, "less than or equal to 720"),
        ({"count": "201"}, "At most 200 sessions."),
        ({"count": "-1"}, "greater than or equal to 1"),
        ({"until": "2029-01-01"}, "Choose an end within two years, or none"),
        ({"until": "2026-12-31", "count": "3"}, "Say either until when or how often, not both."),
        ({"slot_minutes": "26", "kind": "office_hours"}, "less than or equal to 25"),
        ({"skip": "Christmas"}, "Line 1: write the date as in 2026-12-24."),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"capacity": "1000000000"}, "less than or equal to 10000"),
        ({"meeting_url": "http://meet.example.com/"}, "Use an https address."),
        ({"meeting_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"meeting_url": "https://user:pw@meet.example.com/"}, "Use an https address."),
        ({"meeting_url": "https://[::1"}, "Enter a valid URL."),
        ({"meeting_url": "https://[abc]/"}, "Enter a valid URL."),
        ({"co_facilitator": "nobody@example.com"}, "Nobody here has this address."),
        (
            {"first_date": "2027-03-28", "weekdays": ["6"], "start_time": "02:30"},
            "02:30 does not exist on 28 March in Berlin.",
        ),
    ],
)
def test_ritual_new_refuses_odd_answers_in_words(client_of, bob, monday, changes, words) -> None:
    answer = client_of(bob).post("/rituals/new/", TYPED | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Ritual.objects.count() == 0


def test_ritual_new_htmx_previews_the_next_eight_dates_in_the_viewers_zone(client_of, bob, monday) -> None:
    asked = TYPED | {"time_zone": "America/New_York", "start_time": "09:00", "name": ""}

    html = client_of(bob).get("/rituals/new/", asked, headers=PREVIEW).content.decode()

    assert "<html" not in html
    assert "People plan around it." in html
    dates = re.findall(r"<time [^>]+>([^<]+)</time> \(([^)]+)\)", html)
    assert (len(dates), dates[0]) == (8, ("Tuesday 24 November 2026, 15:00", "09:00 in New York"))


def test_ritual_new_names_the_zone_of_the_ritual_for_whoever_lives_elsewhere(client_of, bob, monday) -> None:
    bob.time_zone = "Asia/Kolkata"
    bob.save()
    html = client_of(bob).get("/rituals/new/", TYPED).content.decode()

    assert ">Tuesday 24 November 2026, 18:30</time> (14:00 in Berlin)" in html
    assert "Times in Asia/Kolkata" in html


def test_ritual_new_preview_of_a_monthly_rhythm_says_why_it_underperforms(client_of, bob, monday) -> None:
    html = client_of(bob).get("/rituals/new/", TYPED | {"every": "month", "position": "2"}).content.decode()

    assert "Second Tuesday of the month" in html
    assert "People forget it between dates" in html
    assert 'value="AI brown bag"' in html


def test_ritual_new_preview_without_a_weekday_says_what_is_missing(client_of, bob, monday) -> None:
    html = client_of(bob).get("/rituals/new/", TYPED | {"weekdays": []}, headers=PREVIEW).content.decode()

    assert "This field is required." in html


def test_ritual_new_by_put_is_refused(client_of, bob) -> None:
    assert client_of(bob).put("/rituals/new/").status_code == 405


def test_ritual_page_leaves_out_a_session_that_is_closed_to_the_reader(
    client_of, charlie, dora, ritual, monday
) -> None:
    SessionFactory(ritual=ritual, title="Behind closed doors", audience="members")
    past = {"starts_at": datetime(2026, 11, 17, 13, tzinfo=UTC), "status": "held", "audience": "members"}
    SessionFactory(ritual=ritual, title="Was behind closed doors", **past)

    assert "ehind closed doors" not in client_of(charlie).get("/rituals/ai-brown-bag/").content.decode()
    assert client_of(dora).get("/rituals/ai-brown-bag/").content.decode().count("ehind closed doors") >= 2


FORM = {"HX-Request": "true", "HX-Target": "ritual-form"}


@pytest.mark.parametrize(
    ("kind", "every", "minutes", "audience", "policy", "words"),
    [
        ("brown_bag", "1", "30", "open", "standard", "One colleague shows something that worked"),
        ("teach_in", "1", "45", "open", "standard", "One colleague teaches a skill"),
        ("demo_day", "2", "60", "open", "standard", "Several short demos in one sitting"),
        ("coaching_circle", "2", "60", "members", "none", "Four to six people help each other"),
        ("community_of_practice", "2", "60", "open", "standard", "Everybody who cares about this skill"),
        ("working_out_loud", "1", "15", "open", "standard", "Each of us writes what we do"),
        ("office_hours", "1", "60", "open", "none", "Book a slot and work on your question"),
    ],
)
def test_ritual_new_fills_in_what_each_form_usually_is_and_keeps_what_was_typed(
    client_of, bob, monday, kind, every, minutes, audience, policy, words
) -> None:
    asked = TYPED | {"kind": kind, "name": "Mine", "start_time": "09:15", "fill": "1"}

    part = client_of(bob).get("/rituals/new/", asked, headers=FORM).content.decode()
    page = client_of(bob).get("/rituals/new/", asked).content.decode()

    assert ("<html" in part, "<html" in page) == (False, True)
    for html in (part, page):
        chosen = re.findall(r'<option value="([^"]*)" selected', html)
        assert {kind, every, audience, policy} <= set(chosen)
        inputs = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', html))
        assert (inputs["name"], inputs["start_time"], inputs["duration_minutes"]) == ("Mine", "09:15", minutes)
        assert words in html
        assert ("minute by minute" in html) == (kind != "working_out_loud")
        assert ('name="slot_minutes"' in html) == (kind == "office_hours")


def test_ritual_new_of_office_hours_keeps_the_length_of_a_slot(client_of, bob, monday) -> None:
    client_of(bob).post("/rituals/new/", TYPED | {"kind": "office_hours", "slot_minutes": "25", "capture_policy": ""})
    client_of(bob).post("/rituals/new/", TYPED | {"name": "Talk", "slot_minutes": "25"})

    made = Ritual.objects.order_by("pk").values_list("kind", "slot_minutes", "capture_policy")
    assert list(made) == [("office_hours", 25, "none"), ("brown_bag", None, "standard")]


def test_ritual_new_of_written_rounds_makes_dates_of_seven_days(client_of, bob, monday) -> None:
    client_of(bob).post("/rituals/new/", TYPED | {"kind": "working_out_loud"})

    first = Ritual.objects.get().sessions.earliest("starts_at")
    assert (first.starts_at, first.ends_at) == (
        datetime(2026, 11, 24, 13, tzinfo=UTC),
        datetime(2026, 12, 1, 13, tzinfo=UTC),
    )


def test_ritual_new_leaves_out_dates_to_skip_and_holidays(client_of, bob, monday) -> None:
    Holiday.objects.create(location="Berlin", day=datetime(2026, 12, 1).date(), name="Founding day")
    typed = {"skip": "2026-11-24, too early\n2026-12-15", "holiday_location": "Berlin"}

    client_of(bob).post("/rituals/new/", TYPED | typed)

    starts = Ritual.objects.get().sessions.order_by("starts_at").values_list("starts_at", flat=True)
    assert [f"{start:%d.%m.}" for start in starts[:2]] == ["08.12.", "22.12."]


@pytest.mark.parametrize(
    ("typed", "dates"),
    [({"count": "3"}, 3), ({"until": "2026-12-08"}, 3), ({"weekdays": ["1", "3"], "count": "3"}, 3)],
)
def test_ritual_new_may_end(client_of, bob, monday, typed, dates) -> None:
    client_of(bob).post("/rituals/new/", TYPED | typed)

    assert Ritual.objects.get().sessions.count() == dates
