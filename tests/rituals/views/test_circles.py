from datetime import date, datetime, time

import pytest

from rituals.models import CircleRound, CircleSignUp, Ritual
from rituals.services.circles import form_round
from tests.factories.people import UserFactory


@pytest.fixture
def circle_round(lena) -> CircleRound:
    return CircleRound.objects.create(
        name="Winter circles",
        closes_on=date(2026, 11, 30),
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        first_date=date(2026, 12, 3),
        start_time=time(15),
        time_zone="Europe/Berlin",
        duration_minutes=60,
        created_by=lena,
    )


@pytest.fixture
def people(circle_round):
    signed = [UserFactory(name=f"Person {letter}") for letter in "ABCDE"]
    for person in signed:
        CircleSignUp.objects.create(round=circle_round, user=person, goal=f"Goal of {person.name}")
    return signed


TYPED = {
    "name": "Spring circles",
    "purpose": "",
    "closes_on": "2026-12-05",
    "every": "2",
    "weekdays": "3",
    "first_date": "2026-12-10",
    "start_time": "15:00",
    "time_zone": "Europe/Berlin",
    "duration_minutes": "60",
}


def test_new_round_is_open_for_sign_up(client_of, alice, monday: datetime) -> None:
    answer = client_of(alice).post("/circles/new/", TYPED)

    assert answer["Location"] == "/circles/"
    assert [(one.name, one.rrule, one.created_by) for one in CircleRound.objects.all()] == [
        ("Spring circles", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", alice)
    ]


def test_new_round_that_closes_after_its_first_date_is_refused(client_of, alice, monday: datetime) -> None:
    answer = client_of(alice).post("/circles/new/", TYPED | {"closes_on": "2026-12-11"})

    assert answer.status_code == 422
    assert "Choose a date from today until before the first date." in answer.content.decode()
    assert CircleRound.objects.count() == 0


def test_sign_up_and_take_it_back(client_of, bob, circle_round, monday: datetime) -> None:
    browser = client_of(bob)

    browser.post(f"/circles/{circle_round.pk}/sign-up/", {"goal": "Ask better questions"})
    signed = [(one.user, one.goal) for one in CircleSignUp.objects.all()]
    browser.post(f"/circles/{circle_round.pk}/sign-up/", {"leave": "1"})

    assert signed == [(bob, "Ask better questions")]
    assert CircleSignUp.objects.count() == 0


def test_list_never_shows_who_signed_up_or_why(client_of, bob, people, monday: datetime) -> None:
    html = client_of(bob).get("/circles/").content.decode()

    assert "5 signed up" in html
    assert "Person A" not in html
    assert "Goal of" not in html


@pytest.mark.parametrize("rounds", [1, 3])
def test_list_asks_the_same_number_of_questions(
    client_of, bob, lena, rounds, monday: datetime, django_assert_num_queries
) -> None:
    for number in range(rounds):
        CircleRound.objects.create(
            name=f"Round {number}",
            closes_on=date(2026, 11, 30),
            rrule="FREQ=WEEKLY;BYDAY=TH",
            first_date=date(2026, 12, 3),
            start_time=time(15),
            created_by=lena,
        )
    browser = client_of(bob)

    with django_assert_num_queries(4):
        browser.get("/circles/")


def test_form_is_for_whoever_called_the_round(client_of, bob, circle_round, people, monday: datetime) -> None:
    assert client_of(bob).get(f"/circles/{circle_round.pk}/form/").status_code == 403
    assert client_of(bob).post(f"/circles/{circle_round.pk}/form/").status_code == 403
    assert Ritual.objects.count() == 0


def test_form_shows_the_circles_before_it_makes_them(client_of, lena, circle_round, people, monday: datetime) -> None:
    browser = client_of(lena)

    before = browser.get(f"/circles/{circle_round.pk}/form/").content.decode()
    made_by_looking = Ritual.objects.count()
    answer = browser.post(f"/circles/{circle_round.pk}/form/")

    assert "Person E" in before
    assert "Goal of" not in before
    assert made_by_looking == 0
    assert answer["Location"] == "/circles/"
    assert Ritual.objects.count() == 1


def test_circle_page_shows_its_members_goals_to_members_only(
    client_of, bob, lena, circle_round, people, monday: datetime
) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]

    html = client_of(people[2]).get(circle.get_absolute_url()).content.decode()

    assert "Goal of Person A" in html
    assert client_of(bob).get(circle.get_absolute_url()).status_code == 404
    assert client_of(lena).get(circle.get_absolute_url()).status_code == 404


def test_leave_closes_the_circle_and_an_outsider_finds_none(
    client_of, bob, lena, circle_round, people, monday: datetime
) -> None:
    circle = form_round(circle_round, by=lena, now=monday)[0]

    outsider = client_of(bob).post(f"/circles/{circle.slug}/leave/")
    member = client_of(people[2]).post(f"/circles/{circle.slug}/leave/")

    assert outsider.status_code == 404
    assert member["Location"] == "/circles/"
    assert set(circle.members.all()) == {person for person in people if person != people[2]}


def test_leave_by_get_is_refused(client_of, bob) -> None:
    assert client_of(bob).get("/circles/any/leave/").status_code == 405


def test_circles_say_when_a_round_will_meet_on_the_clock_of_the_reader(
    client_of, bob, circle_round, monday: datetime
) -> None:
    html = client_of(bob).get("/circles/").content.decode()

    assert "Every second week on Thursday" in html
    assert 'first on <time datetime="2026-12-03T15:00:00+01:00">Thursday 3 December, 15:00</time>' in html
    assert '<span class="soft">(optional)</span>' in html


def test_circles_without_a_round_offer_to_call_one(client_of, bob, monday: datetime) -> None:
    html = client_of(bob).get("/circles/").content.decode()

    assert html.count('href="/circles/new/"') == 2


def test_form_of_a_formed_round_shows_nobody_any_more(client_of, lena, circle_round, people, monday: datetime) -> None:
    browser = client_of(lena)
    browser.post(f"/circles/{circle_round.pk}/form/")

    looked = browser.get(f"/circles/{circle_round.pk}/form/")
    again = browser.post(f"/circles/{circle_round.pk}/form/")

    assert (looked.status_code, again.status_code) == (302, 422)
    assert "Person E" not in again.content.decode()
