from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from rituals.enums import Audience, Reply, RitualKind
from rituals.models import Booking, Ritual, RoundUpdate, Session
from tests.factories.rituals import FacilitationFactory, RitualFactory, SessionFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}
START = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
BOOKED = {"starts_at": START.isoformat(), "question": "Pivot tables"}


@pytest.fixture
def hours(dora) -> Session:
    ritual = RitualFactory(kind=RitualKind.OFFICE_HOURS, slot_minutes=20, duration_minutes=60)
    FacilitationFactory(ritual=ritual, user=dora)
    return SessionFactory(ritual=ritual, kind=RitualKind.OFFICE_HOURS, starts_at=START, minutes=60)


@pytest.fixture
def written_round(db: None) -> Session:
    starts_at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    ritual = RitualFactory(kind=RitualKind.WORKING_OUT_LOUD)
    return SessionFactory(
        ritual=ritual, kind=ritual.kind, starts_at=starts_at, ends_at=starts_at + timedelta(days=7), title="Week 48"
    )


@pytest.fixture
def community(dora) -> Ritual:
    ritual = RitualFactory(kind=RitualKind.COMMUNITY_OF_PRACTICE, slug="prompt-guild", name="Prompt guild")
    FacilitationFactory(ritual=ritual, user=dora)
    SessionFactory(ritual=ritual, kind=ritual.kind, starts_at=START)
    return ritual


def test_book_plain_post_takes_the_slot(client_of, bob, hours, monday: datetime) -> None:
    answer = client_of(bob).post(f"/sessions/{hours.pk}/book/", BOOKED)

    assert answer["Location"] == hours.get_absolute_url()
    assert [(one.user, one.question) for one in Booking.objects.all()] == [(bob, "Pivot tables")]


def test_book_htmx_shows_the_session_with_the_own_slot(client_of, bob, hours, monday: datetime) -> None:
    html = client_of(bob).post(f"/sessions/{hours.pk}/book/", BOOKED, headers=HTMX).content.decode()

    assert "<html" not in html
    assert "Your slot" in html


def test_book_without_a_question_keeps_nothing_and_says_why(client_of, bob, hours, monday: datetime) -> None:
    answer = client_of(bob).post(f"/sessions/{hours.pk}/book/", BOOKED | {"question": "\u200b"})

    assert answer.status_code == 422
    assert "Write something people can read." in answer.content.decode()
    assert Booking.objects.count() == 0


def test_book_gives_the_own_slot_back(client_of, bob, hours, monday: datetime) -> None:
    browser = client_of(bob)
    browser.post(f"/sessions/{hours.pk}/book/", BOOKED)

    browser.post(f"/sessions/{hours.pk}/book/", {"leave": "1"})

    assert Booking.objects.count() == 0


def test_session_page_shows_a_question_to_the_expert_and_not_to_a_colleague(
    client_of, alice, bob, dora, hours, monday: datetime
) -> None:
    client_of(bob).post(f"/sessions/{hours.pk}/book/", BOOKED)

    assert "Pivot tables" in client_of(dora).get(hours.get_absolute_url()).content.decode()
    colleague = client_of(alice).get(hours.get_absolute_url()).content.decode()
    assert "Pivot tables" not in colleague
    assert "Taken" in colleague


def test_book_of_another_kind_of_session_is_not_found(client_of, bob, written_round, monday: datetime) -> None:
    assert client_of(bob).post(f"/sessions/{written_round.pk}/book/", BOOKED).status_code == 404


def test_book_by_get_is_refused(client_of, bob, hours) -> None:
    assert client_of(bob).get(f"/sessions/{hours.pk}/book/").status_code == 405


def test_update_plain_post_keeps_what_was_written(client_of, bob, written_round, monday: datetime) -> None:
    answer = client_of(bob).post(f"/sessions/{written_round.pk}/update/", {"text": "Drafting the glossary"})

    assert answer["Location"] == written_round.get_absolute_url()
    assert [(one.user, one.text) for one in RoundUpdate.objects.all()] == [(bob, "Drafting the glossary")]


def test_update_that_is_too_long_stands_in_its_field_again(client_of, bob, written_round, monday: datetime) -> None:
    answer = client_of(bob).post(f"/sessions/{written_round.pk}/update/", {"text": "word " * 1000})

    assert answer.status_code == 422
    assert "word word word" in answer.content.decode()
    assert RoundUpdate.objects.count() == 0


def test_update_of_a_closed_round_is_not_found_for_an_outsider(
    client_of, charlie, written_round, monday: datetime
) -> None:
    Session.objects.update(audience=Audience.MEMBERS)

    assert client_of(charlie).post(f"/sessions/{written_round.pk}/update/", {"text": "Hello"}).status_code == 404


def test_update_by_get_is_refused(client_of, bob, written_round) -> None:
    assert client_of(bob).get(f"/sessions/{written_round.pk}/update/").status_code == 405


def test_join_community_comes_to_its_dates_and_stands_on_its_page(client_of, bob, community, monday: datetime) -> None:
    browser = client_of(bob)

    browser.post("/rituals/prompt-guild/membership/")

    assert [rsvp.reply for rsvp in bob.rsvps.all()] == [Reply.ACCEPTED]
    assert "Bob Colleague" in browser.get("/rituals/prompt-guild/").content.decode()


def test_leave_community_takes_back_its_dates(client_of, bob, community, monday: datetime) -> None:
    browser = client_of(bob)
    browser.post("/rituals/prompt-guild/membership/")

    browser.post("/rituals/prompt-guild/membership/", {"leave": "1"})

    assert [rsvp.reply for rsvp in bob.rsvps.all()] == [Reply.DECLINED]
    assert community.members.count() == 0


def test_membership_of_a_closed_community_is_not_found_for_an_outsider(
    client_of, charlie, community, monday: datetime
) -> None:
    Ritual.objects.update(audience=Audience.MEMBERS)

    assert client_of(charlie).post("/rituals/prompt-guild/membership/").status_code == 404
    assert community.members.count() == 0


def test_booking_names_are_for_the_expert_until_a_month_after(client_of, dora, bob, hours) -> None:
    Booking.objects.create(session=hours, user=bob, starts_at=START, question="Pivot tables")

    shown = []
    for days in (29, 31):
        with time_machine.travel(hours.ends_at + timedelta(days=days), tick=False):
            html = client_of(dora).get(hours.get_absolute_url()).content.decode()
        shown.append(("Bob Colleague" in html, "Pivot tables" in html))

    assert shown == [(True, True), (False, False)]


def test_office_hours_and_written_rounds_ask_for_no_reply_besides(
    client_of, bob, hours, written_round, community, monday: datetime
) -> None:
    Session.objects.filter(pk=written_round.pk).update(starts_at=START, ends_at=START + timedelta(days=7))
    browser = client_of(bob)

    asked = {
        session.kind: "Are you coming?" in browser.get(session.get_absolute_url()).content.decode()
        for session in (hours, written_round, community.sessions.get())
    }

    assert asked == {
        RitualKind.OFFICE_HOURS: False,
        RitualKind.WORKING_OUT_LOUD: False,
        RitualKind.COMMUNITY_OF_PRACTICE: True,
    }


def test_form_to_change_a_slot_is_filled_in_with_it(client_of, alice, bob, hours, monday: datetime) -> None:
    second = START + timedelta(minutes=20)
    client_of(bob).post(f"/sessions/{hours.pk}/book/", BOOKED | {"starts_at": second.isoformat()})

    html = client_of(bob).get(hours.get_absolute_url()).content.decode()
    assert f'<option value="{second.isoformat()}" selected>' in html
    assert 'value="Pivot tables"' in html
    assert "Pivot tables" not in client_of(alice).get(hours.get_absolute_url()).content.decode()


def test_page_of_office_hours_is_called_by_its_ritual_and_begins_with_its_slots(
    client_of, bob, hours, monday: datetime
) -> None:
    Session.objects.update(title="")
    Ritual.objects.update(name="AI office hours")

    html = client_of(bob).get(hours.get_absolute_url()).content.decode()

    assert '<h1 class="hed-1">AI office hours</h1>' in html
    assert html.index('id="office-hours"') < html.index('id="claim"')


def test_calendar_file_of_who_booked_holds_the_slot_alone(client_of, alice, bob, hours, monday: datetime) -> None:
    client_of(bob).post(f"/sessions/{hours.pk}/book/", BOOKED)

    slot, whole = (
        Calendar.from_ical(client_of(user).get(f"/sessions/{hours.pk}/invite.ics").content).walk("VEVENT")[0]
        for user in (bob, alice)
    )

    assert (str(slot["uid"]), slot["dtend"].dt) == (f"slot-{bob.pk}-{hours.uid}", START + timedelta(minutes=20))
    assert (str(whole["uid"]), whole["dtend"].dt) == (hours.uid, START + timedelta(hours=1))
