from datetime import timedelta

import pytest
import time_machine

from rituals.enums import SessionStatus
from rituals.models import Attendance, Rating, Session, TransferAnswer
from tests.factories.rituals import (
    AttendanceFactory,
    RatingFactory,
    SessionFactory,
    TeachingFactory,
    TransferAnswerFactory,
)

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def held(talk, alice):
    """Alice taught before; the session was held."""
    earlier = SessionFactory(starts_at=talk.starts_at - timedelta(days=70), status=SessionStatus.HELD)
    TeachingFactory(session=earlier, user=alice)
    Session.objects.filter(pk=talk.pk).update(status=SessionStatus.HELD)
    talk.refresh_from_db()
    return talk


@pytest.fixture
def after(held):
    with time_machine.travel(held.ends_at + timedelta(minutes=20), tick=False):
        yield


@pytest.fixture
def month_later(held):
    with time_machine.travel(held.ends_at + timedelta(days=31), tick=False):
        yield


def url(session, noun):
    return f"/sessions/{session.pk}/{noun}/"


def page(client, address):
    return client.get(address).content.decode()


def test_rate_plain_post_keeps_stars_and_line(client_of, bob, held, after) -> None:
    assert "How was it?" in page(client_of(bob), f"/sessions/{held.pk}/")

    answer = client_of(bob).post(url(held, "rating"), {"stars": "4", "comment": "More of this"})

    assert answer["Location"] == f"/sessions/{held.pk}/"
    assert [(r.user, r.stars, r.comment) for r in Rating.objects.all()] == [(bob, 4, "More of this")]


def test_rate_htmx_answers_the_session_with_ones_stars(client_of, bob, held, after) -> None:
    html = client_of(bob).post(url(held, "rating"), {"stars": "4"}, headers=HTMX).content.decode()

    assert "<html" not in html
    assert "You gave 4 stars of 5. Thank you." in html
    assert 'name="stars"' not in html


def test_rate_twice_is_refused_in_words(client_of, bob, held, after) -> None:
    client = client_of(bob)
    client.post(url(held, "rating"), {"stars": "4"})

    answer = client.post(url(held, "rating"), {"stars": "1"})

    assert (answer.status_code, "You have rated this session already." in answer.content.decode()) == (422, True)
    assert [r.stars for r in Rating.objects.all()] == [4]


@pytest.mark.parametrize(
    "form", [{"stars": "6"}, {"stars": "0"}, {"stars": "x"}, {}, {"stars": "3", "comment": "x" * 501}]
)
def test_rate_with_odd_answers_is_refused(client_of, bob, held, after, form) -> None:
    answer = client_of(bob).post(url(held, "rating"), form)

    assert (answer.status_code, "Choose one to five stars" in answer.content.decode()) == (422, True)
    assert Attendance.objects.count() == 0


def test_rate_is_not_offered_for_a_first_time_nor_to_the_teacher(client_of, alice, bob, held, after) -> None:
    assert 'name="stars"' not in page(client_of(alice), f"/sessions/{held.pk}/")

    Session.objects.exclude(pk=held.pk).update(status=SessionStatus.NOT_HELD)

    assert 'name="stars"' not in page(client_of(bob), f"/sessions/{held.pk}/")
    assert client_of(bob).post(url(held, "rating"), {"stars": "4"}).status_code == 422


def test_rate_and_used_of_an_outsider_find_nothing(client_of, charlie, members_only, held, after) -> None:
    for noun in ("rating", "used"):
        assert client_of(charlie).post(url(members_only, noun), {"stars": "4", "score": "3"}).status_code == 404
    assert client_of(charlie).get(url(members_only, "used")).status_code == 404


def test_rate_by_get_and_used_by_put_are_refused(client_of, bob, held) -> None:
    assert client_of(bob).get(url(held, "rating")).status_code == 405
    assert client_of(bob).put(url(held, "used")).status_code == 405


@pytest.mark.parametrize(
    ("answers", "shown"), [(4, None), (5, "of 5, 5 answers"), (9, "of 5, 5 answers"), (10, "10 answers")]
)
def test_ratings_are_told_to_the_teacher_in_fives_and_without_names(
    client_of, alice, held, after, answers, shown
) -> None:
    for number in range(answers):
        RatingFactory(session=held, user__name=f"Rater {number}", stars=number % 5 + 1, comment=f"Line {number}")

    html = page(client_of(alice), f"/sessions/{held.pk}/")

    assert ("How it was rated" in html, "Line 0" in html) == (bool(shown), bool(shown))
    assert shown is None or (shown in html and '<span class="figure figure-m">3.0</span>' in html)
    assert "Rater" not in html


def test_ratings_are_never_told_to_colleagues_or_the_teachers_manager(client_of, bob, dora, mara, held, after) -> None:
    RatingFactory.create_batch(5, session=held)
    held.ritual.facilitations.create(user=mara)  # who manages alice, and helps to run the ritual

    told = ["How it was rated" in page(client_of(p), f"/sessions/{held.pk}/") for p in (dora, bob, mara)]

    assert told == [True, False, False]


def test_used_plain_post_keeps_the_answer_of_who_came(client_of, bob, held, month_later) -> None:
    AttendanceFactory(session=held, user=bob)
    client = client_of(bob)
    assert url(held, "used") in page(client, f"/sessions/{held.pk}/")
    assert "Did you use it?" in page(client, url(held, "used"))

    answer = client.post(url(held, "used"), {"score": "10", "why": "Every day"})

    assert answer["Location"] == f"/sessions/{held.pk}/"
    assert [(a.user, a.score, a.why) for a in TransferAnswer.objects.all()] == [(bob, 10, "Every day")]
    assert url(held, "used") not in page(client, f"/sessions/{held.pk}/")


def test_used_twice_is_refused_in_words(client_of, bob, held, month_later) -> None:
    AttendanceFactory(session=held, user=bob)
    client = client_of(bob)
    answers = [client.post(url(held, "used"), {"score": score}) for score in ("3", "8")]

    assert (answers[1].status_code, "answered this already" in answers[1].content.decode()) == (422, True)
    assert [a.score for a in TransferAnswer.objects.all()] == [3]


@pytest.mark.parametrize("score", ["11", "-1", "", "x", "1e1"])
def test_used_off_the_scale_is_refused(client_of, bob, held, month_later, score) -> None:
    AttendanceFactory(session=held, user=bob)

    assert client_of(bob).post(url(held, "used"), {"score": score}).status_code == 422
    assert TransferAnswer.objects.count() == 0


def test_used_by_somebody_who_did_not_come_is_refused_in_words(client_of, bob, held, month_later) -> None:
    answer = client_of(bob).post(url(held, "used"), {"score": "5"})

    assert (answer.status_code, "asked of those who came" in answer.content.decode()) == (422, True)
    assert url(held, "used") not in page(client_of(bob), f"/sessions/{held.pk}/")


@pytest.mark.parametrize(("answers", "shown"), [(4, False), (5, True)])
def test_use_is_told_on_session_and_ritual_from_five_answers_and_why_to_its_people_only(
    client_of, alice, bob, held, month_later, answers, shown
) -> None:
    TransferAnswerFactory.create_batch(answers, session=held, score=7, why="A reason")
    pages = [f"/sessions/{held.pk}/", "/rituals/ai-brown-bag/"]

    told = ["Do people use it?" in page(client_of(bob), address) for address in pages]
    why = ["A reason" in page(client_of(person), address) for person in (alice, bob) for address in pages]

    assert told == [shown, shown]
    assert why == [shown, False, False, False]


def test_home_asks_who_came_to_rate_it_and_nobody_else(client_of, alice, bob, charlie, held, after) -> None:
    for person in (alice, bob):
        AttendanceFactory(session=held, user=person)
    words = "How was “Five prompts”?"

    assert [words in page(client_of(p), "/") for p in (bob, alice, charlie)] == [True, False, False]
    RatingFactory(session=held, user=bob)
    assert words not in page(client_of(bob), "/")
