import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from rituals.enums import RitualKind, SessionStatus
from rituals.models import Holiday, Ritual
from rituals.services.series import materialise
from tests.factories.rituals import TeachingFactory

URL = "/rituals/ai-brown-bag/edit/"
PREVIEW = {"HX-Request": "true", "HX-Target": "series-preview"}
TYPED = {
    "since": "all",
    "name": "AI brown bag",
    "every": "1",
    "weekdays": ["1"],
    "start_time": "14:00",
    "time_zone": "Europe/Berlin",
    "duration_minutes": "30",
    "audience": "open",
    "capture_policy": "standard",
}


@pytest.fixture
def made(ritual: Ritual, monday: datetime) -> Ritual:
    """The ritual of dora with its 26 sessions."""
    materialise(ritual, now=monday)
    return ritual


def test_ritual_edit_is_filled_in_with_what_it_is(client_of, dora, made) -> None:
    html = client_of(dora).get(URL).content.decode()

    assert 'name="name" value="AI brown bag"' in html
    assert 'name="start_time" value="14:00"' in html
    assert re.findall(r'name="weekdays" value="(\d)"[^>]*checked', html) == ["1"]
    assert "Every Tuesday" in html
    assert html.count("on; what is before stays") == 26


def test_ritual_edit_plain_post_changes_every_date_to_come(client_of, dora, made) -> None:
    answer = client_of(dora).post(URL, TYPED | {"start_time": "15:30", "place": "Room 9", "name": "AI lunch"})

    assert (answer.status_code, answer["Location"]) == (302, "/rituals/ai-brown-bag/")
    first = made.sessions.earliest("starts_at")
    assert (first.starts_at, first.place) == (datetime(2026, 11, 24, 14, 30, tzinfo=UTC), "Room 9")
    made.refresh_from_db()
    assert (made.name, made.sequence) == ("AI lunch", 1)


def test_ritual_edit_from_a_date_on_begins_another_series(client_of, dora, made) -> None:
    third = made.sessions.order_by("starts_at")[2]

    client_of(dora).post(URL, TYPED | {"since": str(third.pk), "weekdays": ["3"]})

    starts = list(made.sessions.order_by("starts_at").values_list("starts_at", flat=True)[:3])
    assert [f"{start:%a %d}" for start in starts] == ["Tue 24", "Tue 01", "Thu 10"]


def test_ritual_edit_htmx_preview_says_what_becomes_of_each_date(client_of, dora, alice, made) -> None:
    taught = made.sessions.order_by("starts_at")[1]
    taught.title = "Five prompts"
    taught.save()
    TeachingFactory(session=taught, user=alice)

    html = client_of(dora).get(URL, TYPED | {"start_time": "09:00"}, headers=PREVIEW).content.decode()

    assert "<html" not in html
    assert "25 dates move" in html
    assert "1 date somebody has touched stays as it is" in html
    assert f'<a href="/sessions/{taught.pk}/">Five prompts</a>, <time' in html
    assert 'name="move_touched"' in html
    assert re.findall(r"<li><time [^>]+>([^<]+)</time></li>", html)[:3] == [
        "Tuesday 24 November 2026, 09:00",
        "Tuesday 1 December 2026, 14:00",
        "Tuesday 8 December 2026, 09:00",
    ]
    assert html.count('<li><time datetime="') == 8
    assert made.sessions.filter(sequence=0).count() == 26


def test_ritual_edit_preview_of_a_rarer_rhythm_says_what_goes_and_why_it_is_weak(client_of, dora, made) -> None:
    asked = TYPED | {"every": "month", "position": "1", "weekdays": ["1"]}

    html = client_of(dora).get(URL, asked, headers=PREVIEW).content.decode()

    assert "People forget it between dates" in html
    assert "20 dates that nobody touched go" in html
    assert 'name="move_touched"' not in html


def test_ritual_edit_shows_dates_in_the_viewers_zone(client_of, dora, made) -> None:
    dora.time_zone = "America/New_York"
    dora.save()

    html = client_of(dora).get(URL, TYPED, headers=PREVIEW).content.decode()

    assert "Tuesday 24 November 2026, 08:00</time> (14:00 in Berlin)" in html
    assert "Every date keeps its day and time." in html


def test_ritual_edit_moves_touched_dates_along_on_request(client_of, dora, alice, made) -> None:
    taught = made.sessions.order_by("starts_at")[1]
    TeachingFactory(session=taught, user=alice)

    client_of(dora).post(URL, TYPED | {"start_time": "15:00", "move_touched": "on"})

    taught.refresh_from_db()
    assert (taught.starts_at, taught.sequence) == (datetime(2026, 12, 1, 14, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"weekdays": []}, "This field is required."),
        ({"every": "month", "weekdays": ["1", "2"]}, "A monthly ritual meets on one weekday."),
        ({"start_time": "25:00"}, "Enter a valid time."),
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone."),
        ({"duration_minutes": "0"}, "greater than or equal to 5"),
        ({"duration_minutes": "721"}, "less than or equal to 720"),
        ({"count": "201"}, "At most 200 sessions."),
        ({"count": "0"}, "greater than or equal to 1"),
        ({"until": "2030-01-01"}, "Choose an end within two years, or none"),
        ({"until": "2026-12-31", "count": "3"}, "Say either until when or how often, not both."),
        ({"until": "2026-11-01"}, "This rhythm has no date before it ends."),
        ({"since": "999999"}, "Select a valid choice."),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"meeting_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_ritual_edit_refuses_odd_answers_in_words(client_of, dora, made, typed, words) -> None:
    answer = client_of(dora).post(URL, TYPED | typed)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    made.refresh_from_db()
    assert made.sequence == 0


def test_ritual_edit_to_an_hour_that_one_day_skips_moves_only_that_day_past_the_gap(client_of, dora, made) -> None:
    client_of(dora).post(URL, TYPED | {"weekdays": ["6"], "start_time": "02:30"})

    march = made.sessions.filter(starts_at__range=("2027-03-20T00:00Z", "2027-04-05T00:00Z")).order_by("starts_at")
    local = [f"{session.starts_at.astimezone(ZoneInfo('Europe/Berlin')):%d.%m. %H:%M}" for session in march]
    assert local == ["21.03. 02:30", "28.03. 03:30", "04.04. 02:30"]


def test_ritual_edit_whose_next_date_is_in_the_skipped_hour_is_refused(client_of, dora, made) -> None:
    with time_machine.travel(datetime(2027, 3, 22, 9, tzinfo=UTC), tick=False):
        answer = client_of(dora).post(URL, TYPED | {"weekdays": ["6"], "start_time": "02:30"})

    assert (answer.status_code, "02:30 does not exist on 28 March in Berlin." in answer.content.decode()) == (422, True)


def test_ritual_edit_keeps_holidays_of_a_place(client_of, dora, made) -> None:
    Holiday.objects.create(location="Berlin", day=date(2026, 12, 1), name="Founding day")

    client_of(dora).post(URL, TYPED | {"holiday_location": "Berlin"})

    assert [f"{start:%d}" for start in made.sessions.order_by("starts_at").values_list("starts_at", flat=True)[:2]] == [
        "24",
        "08",
    ]


def test_ritual_edit_of_office_hours_asks_for_the_length_of_a_slot(client_of, dora, made) -> None:
    Ritual.objects.update(kind=RitualKind.OFFICE_HOURS)

    client_of(dora).post(URL, TYPED | {"slot_minutes": "25"})
    refused = client_of(dora).post(URL, TYPED | {"slot_minutes": "26"})

    made.refresh_from_db()
    assert (made.slot_minutes, refused.status_code) == (25, 422)


def test_ritual_edit_by_a_colleague_is_forbidden(client_of, bob, made) -> None:
    assert client_of(bob).get(URL).status_code == 403
    assert client_of(bob).post(URL, TYPED).status_code == 403


def test_ritual_edit_of_one_not_visible_finds_nothing(client_of, charlie, members_only) -> None:
    assert client_of(charlie).get(URL).status_code == 404


def test_ritual_edit_by_put_is_refused(client_of, dora, made) -> None:
    assert client_of(dora).put(URL).status_code == 405


def test_ritual_end_archives_it_and_clears_what_nobody_touched(client_of, dora, alice, made) -> None:
    taught = made.sessions.order_by("starts_at")[1]
    TeachingFactory(session=taught, user=alice)

    answer = client_of(dora).post("/rituals/ai-brown-bag/end/")

    assert answer["Location"] == "/rituals/ai-brown-bag/"
    assert [(session.pk, session.status) for session in made.sessions.all()] == [(taught.pk, SessionStatus.CANCELLED)]
    assert client_of(dora).get(URL).status_code == 404


def test_ritual_end_by_a_colleague_or_by_get_is_refused(client_of, bob, dora, made) -> None:
    assert client_of(bob).post("/rituals/ai-brown-bag/end/").status_code == 403
    assert client_of(dora).get("/rituals/ai-brown-bag/end/").status_code == 405


def test_ritual_end_of_one_not_visible_finds_nothing(client_of, charlie, members_only) -> None:
    assert client_of(charlie).post("/rituals/ai-brown-bag/end/").status_code == 404
