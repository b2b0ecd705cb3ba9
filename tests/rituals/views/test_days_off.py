from datetime import date, datetime

import pytest

from peerlearn.people.models import Role, User
from rituals.enums import SessionStatus
from rituals.models import Holiday, Pause, Ritual, SkipDate, Substitution
from rituals.services.series import materialise
from tests.factories.people import UserFactory
from tests.factories.rituals import SkipDateFactory, TeachingFactory

URL = "/rituals/ai-brown-bag/days-off/"
CHRISTMAS = date(2026, 12, 22)


@pytest.fixture
def made(ritual: Ritual, monday: datetime) -> Ritual:
    materialise(ritual, now=monday)
    return ritual


@pytest.fixture
def ld(db: None) -> User:
    return UserFactory(name="Lydia", roles=[Role.LD_LEAD])


def test_skip_plain_post_leaves_the_day_out(client_of, dora, made) -> None:
    answer = client_of(dora).post(URL, {"day": "2026-12-22", "reason": "Christmas"})

    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert [(skip.day, skip.reason) for skip in SkipDate.objects.all()] == [(CHRISTMAS, "Christmas")]
    assert not made.sessions.filter(starts_at__date=CHRISTMAS).exists()
    assert "Christmas" in client_of(dora).get("/rituals/ai-brown-bag/").content.decode()


def test_skip_of_a_touched_date_asks_first_and_then_cancels(client_of, dora, alice, made) -> None:
    session = made.sessions.get(starts_at__date=CHRISTMAS)
    TeachingFactory(session=session, user=alice)

    asked = client_of(dora).post(URL, {"day": "2026-12-22"})
    session.refresh_from_db()
    assert (asked.status_code, session.status) == (422, SessionStatus.SCHEDULED)
    assert "Somebody has touched this date." in asked.content.decode()

    client_of(dora).post(URL, {"day": "2026-12-22", "confirmed": "1"})
    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED


@pytest.mark.parametrize("day", ["2026-11-22", "9999-12-31", "2027-02-30", ""])
def test_skip_refuses_odd_days(client_of, dora, made, day) -> None:
    assert client_of(dora).post(URL, {"day": day}).status_code == 422
    assert SkipDate.objects.count() == 0


def test_unskip_brings_the_date_back(client_of, dora, made) -> None:
    skip = SkipDateFactory(ritual=made, day=CHRISTMAS)

    client_of(dora).post(f"{URL}{skip.pk}/delete/")

    assert SkipDate.objects.count() == 0


def test_days_off_by_others_are_refused(client_of, bob, charlie, dora, made) -> None:
    skip = SkipDateFactory(ritual=made, day=CHRISTMAS)

    assert client_of(bob).get(URL).status_code == 403
    assert client_of(bob).post(URL, {"day": "2026-12-29"}).status_code == 403
    assert client_of(bob).post(f"{URL}{skip.pk}/delete/").status_code == 403
    assert client_of(dora).put(URL).status_code == 405
    assert client_of(dora).get(f"{URL}{skip.pk}/delete/").status_code == 405
    Ritual.objects.update(audience="members")
    assert client_of(charlie).get(URL).status_code == 404


def test_substitute_runs_the_ritual_on_those_days_only(client_of, dora, bob, made, monday) -> None:
    span = {"substitute": "BOB@example.com", "first_day": "2026-11-23", "last_day": "2026-11-24"}
    Ritual.objects.update(audience="members")
    made.sessions.update(audience="members")
    assert client_of(bob).get("/rituals/ai-brown-bag/").status_code == 404

    client_of(dora).post("/rituals/ai-brown-bag/substitutes/", span)

    session = made.sessions.earliest("starts_at")
    assert client_of(bob).get("/rituals/ai-brown-bag/edit/").status_code == 200
    assert client_of(bob).post(f"/sessions/{session.pk}/cancel/").status_code == 302
    Substitution.objects.update(first_day=date(2026, 11, 24))
    assert client_of(bob).get("/rituals/ai-brown-bag/").status_code == 404
    assert client_of(bob).get(f"/sessions/{session.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"substitute": "nobody@example.com"}, "Nobody here has this address."),
        ({"substitute": "dora@example.com"}, "Name somebody else: you are away."),
        ({"last_day": "2026-11-30"}, "The last day comes before the first."),
        ({"first_day": "2026-11-01"}, "Choose a date between today"),
    ],
)
def test_substitute_refuses_odd_answers_in_words(client_of, dora, bob, made, typed, words) -> None:
    span = {"substitute": "bob@example.com", "first_day": "2026-12-01", "last_day": "2026-12-02"}

    answer = client_of(dora).post("/rituals/ai-brown-bag/substitutes/", span | typed)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Substitution.objects.count() == 0


def test_substitute_can_be_taken_back(client_of, dora, bob, made) -> None:
    row = Substitution.objects.create(ritual=made, user=dora, substitute=bob, first_day=CHRISTMAS, last_day=CHRISTMAS)
    address = f"/rituals/ai-brown-bag/substitutes/{row.pk}/delete/"

    assert client_of(bob).post(address).status_code == 403
    assert client_of(dora).get(address).status_code == 405
    assert client_of(dora).post(address).status_code == 302
    assert Substitution.objects.count() == 0


def test_pause_by_the_ld_lead_lists_what_stays(client_of, ld, alice, made) -> None:
    session = made.sessions.get(starts_at__date=CHRISTMAS)
    TeachingFactory(session=session, user=alice)
    typed = {"reason": "Between the years", "first_day": "2026-12-15", "last_day": "2026-12-31"}

    html = client_of(ld).post("/pauses/new/", typed, follow=True).content.decode()

    assert "1 date on these days stays: somebody has touched it." in html
    assert "1 date inside stays, because somebody has touched it" in html
    assert "Between the years" in html
    assert made.sessions.count() == 24


def test_pause_refuses_odd_answers(client_of, ld, made) -> None:
    typed = {"reason": "Break", "first_day": "2026-12-15", "last_day": "2026-12-01"}

    answer = client_of(ld).post("/pauses/new/", typed)

    assert (answer.status_code, "The last day comes before the first." in answer.content.decode()) == (422, True)
    assert Pause.objects.count() == 0


def test_pause_can_be_taken_back(client_of, ld, made) -> None:
    pause = Pause.objects.create(first_day=CHRISTMAS, last_day=CHRISTMAS, reason="Break")

    assert client_of(ld).post(f"/pauses/{pause.pk}/delete/")["Location"] == "/pauses/"
    assert Pause.objects.count() == 0


def test_holidays_are_pasted_line_by_line(client_of, admin, made) -> None:
    typed = {"location": "Berlin", "days": "2026-12-25, Christmas Day\n\n2027-01-01, New Year's Day, all of it\n"}

    html = client_of(admin).post("/holidays/", typed, follow=True).content.decode()

    assert [(h.location, h.day, h.name) for h in Holiday.objects.order_by("day")] == [
        ("Berlin", date(2026, 12, 25), "Christmas Day"),
        ("Berlin", date(2027, 1, 1), "New Year's Day, all of it"),
    ]
    assert "Christmas Day" in html


def test_holidays_name_every_line_that_cannot_be_read(client_of, admin, made) -> None:
    typed = {"location": "Berlin", "days": "2026-12-25, Christmas Day\n25.12.2026, Christmas\n2026-12-26"}

    html = client_of(admin).post("/holidays/", typed).content.decode()

    assert "Line 2: write the date as in 2026-12-24." in html
    assert "Line 3: write its name behind a comma." in html
    assert Holiday.objects.count() == 0


def test_holiday_can_be_taken_back(client_of, ld, made) -> None:
    holiday = Holiday.objects.create(location="Berlin", day=CHRISTMAS, name="Holiday")

    assert client_of(ld).post(f"/holidays/{holiday.pk}/delete/").status_code == 302
    assert Holiday.objects.count() == 0


def test_pauses_and_holidays_are_for_the_ld_lead_and_administrators(client_of, dora, ld, made) -> None:
    assert client_of(dora).get("/pauses/").status_code == 403
    for address in ("/pauses/new/", "/pauses/1/delete/", "/holidays/", "/holidays/1/delete/"):
        assert client_of(dora).post(address).status_code == 403
        assert client_of(ld).get(address).status_code == 405
    assert client_of(ld).get("/pauses/").status_code == 200
    assert client_of(ld).post("/pauses/").status_code == 405


def test_substitute_is_named_by_a_facilitator_only(client_of, admin, bob, made) -> None:
    span = {"substitute": "bob@example.com", "first_day": "2026-11-23", "last_day": "2026-11-30"}

    answer = client_of(admin).post("/rituals/ai-brown-bag/substitutes/", span)

    assert answer.status_code == 422
    assert "Only who runs the ritual can name a substitute." in answer.content.decode()
    assert Substitution.objects.count() == 0


def test_substitute_of_somebody_who_runs_it_no_more_has_no_rights(client_of, dora, bob, made, monday) -> None:
    Ritual.objects.update(audience="members")
    made.sessions.update(audience="members")
    today = monday.date()
    Substitution.objects.create(ritual=made, user=dora, substitute=bob, first_day=today, last_day=today)
    assert client_of(bob).get("/rituals/ai-brown-bag/edit/").status_code == 200

    made.facilitations.all().delete()

    session = made.sessions.earliest("starts_at")
    assert client_of(bob).get("/rituals/ai-brown-bag/").status_code == 404
    assert client_of(bob).get(f"/sessions/{session.pk}/").status_code == 404
