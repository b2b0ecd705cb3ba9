from datetime import datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from rituals.models import RSVP, Session
from tests.factories.rituals import AttendanceFactory, RSVPFactory, TopicRequestFactory


@pytest.mark.parametrize("rows", [1, 3])
def test_session_page_needs_the_same_queries_for_any_number_of_people(
    client_of, alice, talk, monday, rows, without_panels, django_assert_num_queries
) -> None:
    RSVPFactory.create_batch(rows, session=talk)
    AttendanceFactory.create_batch(rows, session=talk)
    client = client_of(alice)
    client.get(f"/sessions/{talk.pk}/")

    with django_assert_num_queries(10):
        client.get(f"/sessions/{talk.pk}/")


def test_session_names_guests_to_its_teacher_and_only_counts_for_others(
    client_of, alice, bob, talk, monday: datetime
) -> None:
    RSVPFactory(session=talk, user__name="Greta Guest")

    assert "Greta Guest" in client_of(alice).get(f"/sessions/{talk.pk}/").content.decode()
    html = client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()
    assert "Greta Guest" not in html
    assert "1 coming" in html


def test_session_names_attendees_for_thirty_days_only(client_of, alice, talk) -> None:
    AttendanceFactory(session=talk, user__name="Greta Guest")
    shown = {}
    for days in (29, 31):
        with time_machine.travel(talk.ends_at + timedelta(days=days)):
            shown[days] = "Greta Guest" in client_of(alice).get(f"/sessions/{talk.pk}/").content.decode()

    assert shown == {29: True, 31: False}


def test_session_shows_the_viewers_time_and_the_rituals(client_of, bob, talk, monday: datetime) -> None:
    bob.time_zone = "Asia/Kolkata"
    bob.save()

    html = client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()

    assert "Tuesday 1 December 2026, 18:30</time> (14:00 in Berlin)" in html


def test_session_of_members_is_not_found_by_an_outsider(client_of, charlie, members_only) -> None:
    assert client_of(charlie).get(f"/sessions/{members_only.pk}/").status_code == 404
    assert client_of(charlie).get(f"/sessions/{members_only.pk}/invite.ics").status_code == 404


def test_session_offers_claim_only_while_the_slot_is_open(client_of, bob, slot, talk, monday: datetime) -> None:
    client = client_of(bob)

    assert "Take the slot" in client.get(f"/sessions/{slot.pk}/").content.decode()
    assert "Take the slot" not in client.get(f"/sessions/{talk.pk}/").content.decode()


def test_session_offers_its_door_from_fifteen_minutes_before(client_of, bob, talk) -> None:
    offered = {}
    for minutes in (-16, -15, 30, 31):
        with time_machine.travel(talk.starts_at + timedelta(minutes=minutes), tick=False):
            offered[minutes] = "/sessions/join/" in client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()

    assert offered == {-16: False, -15: True, 30: True, 31: False}


def test_invite_is_a_calendar_file_with_the_sessions_own_uid(client_of, bob, talk, monday: datetime) -> None:
    Session.objects.filter(pk=talk.pk).update(
        sequence=3, abstract="Daily use", meeting_url="https://meet.example.com/x"
    )

    answer = client_of(bob).get(f"/sessions/{talk.pk}/invite.ics")

    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (str(event["uid"]), event["sequence"], str(event["summary"])) == (talk.uid, 3, "Five prompts")
    assert str(event["description"]) == "Daily use\n\nhttps://meet.example.com/x"
    assert event.start.isoformat() == "2026-12-01T14:00:00+01:00"
    assert RSVP.objects.count() == 0


@pytest.mark.parametrize(("people", "told"), [(4, [True, False]), (5, [True, True])])
def test_session_tells_everybody_how_many_came_from_five_on(client_of, alice, bob, talk, people, told) -> None:
    AttendanceFactory.create_batch(people, session=talk)
    Session.objects.filter(pk=talk.pk).update(status="held")

    with time_machine.travel(talk.ends_at + timedelta(days=1)):
        pages = [client_of(person).get(f"/sessions/{talk.pk}/").content.decode() for person in (alice, bob)]
        table = client_of(bob).get("/rituals/ai-brown-bag/").content.decode()

    assert [f"Held, {people} came" in page for page in pages] == told
    assert (f'<td class="num minor">{people}</td>' in table) == told[1]


def test_session_asks_for_its_capture_first_while_one_is_owed(client_of, alice, bob, talk, monday: datetime) -> None:
    talk.status, talk.starts_at, talk.capture_due_at = "held", monday - timedelta(days=1), monday + timedelta(days=6)
    talk.save()
    asking = f'<a class="btn btn-primary" href="/sessions/{talk.pk}/capture/">Capture it</a>'

    assert asking in client_of(alice).get(f"/sessions/{talk.pk}/").content.decode()
    assert "Capture it" not in client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()


def test_session_leads_a_phone_to_the_reply(client_of, bob, slot, monday: datetime) -> None:
    html = client_of(bob).get(f"/sessions/{slot.pk}/").content.decode()

    assert '<a class="btn only-narrow" href="#rsvp-head">' in html
    assert 'id="rsvp-head"' in html


def test_session_that_was_moved_says_from_when(client_of, bob, talk, monday: datetime) -> None:
    client = client_of(bob)
    talk.recurrence_id = talk.starts_at
    talk.save()
    before = client.get(f"/sessions/{talk.pk}/").content.decode()
    talk.recurrence_id -= timedelta(days=1)
    talk.save()

    assert "moved from" not in before
    moved = 'moved from <time datetime="2026-11-30T14:00:00+01:00">Monday 30 November, 14:00</time>'
    assert moved in client.get(f"/sessions/{talk.pk}/").content.decode()


def test_session_shows_its_teacher_who_came_before_what_was_asked_for(client_of, alice, talk) -> None:
    TopicRequestFactory()
    with time_machine.travel(talk.ends_at + timedelta(hours=1)):
        html = client_of(alice).get(f"/sessions/{talk.pk}/").content.decode()

    assert html.index('id="attendance-head"') < html.index('id="taught-head"') < html.index('id="answers-head"')
