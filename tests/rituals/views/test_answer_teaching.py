from datetime import datetime, timedelta

import pytest

from rituals.enums import FirstStep, TeachingState
from rituals.models import Teaching
from tests.factories.rituals import RSVPFactory, SessionFactory, TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def question(slot, dora, bob) -> Teaching:
    return TeachingFactory(session=slot, user=bob, state=TeachingState.INVITED, asked_by=dora)


def url(teaching) -> str:
    return f"/teachings/{teaching.pk}/answer/"


def test_answer_yes_plain_post_teaches(client_of, bob, question, monday: datetime) -> None:
    answer = client_of(bob).post(url(question), {"step": "interview", "title": "Filters", "suitability": "tool"})

    assert answer["Location"] == f"/sessions/{question.session_id}/"
    question.refresh_from_db()
    assert (question.state, question.step) == (TeachingState.ACCEPTED, FirstStep.INTERVIEW)
    assert question.session.title == "Filters"


def test_answer_yes_htmx_shows_what_a_teacher_does_next(client_of, bob, question, monday: datetime) -> None:
    answer = client_of(bob).post(url(question), {"step": "own_slot", "title": "Filters"}, headers=HTMX)

    html = answer.content.decode()
    assert "<html" not in html
    assert "You teach here" in html
    assert answer["HX-Trigger"] == '{"toast": {"value": "You teach. Thank you!"}}'


def test_answer_no_needs_no_reason(client_of, bob, question, monday: datetime) -> None:
    answer = client_of(bob).post(url(question), {"decline": "1"})

    assert answer.status_code == 302
    question.refresh_from_db()
    assert question.state == TeachingState.DECLINED


def test_answer_no_to_a_closed_circle_leads_home(client_of, charlie, dora, members_only, monday: datetime) -> None:
    question = TeachingFactory(session=members_only, user=charlie, state=TeachingState.INVITED, asked_by=dora)

    assert client_of(charlie).post(url(question), {"decline": "1"})["Location"] == "/"
    assert client_of(charlie).get(f"/sessions/{members_only.pk}/").status_code == 404


def test_answer_with_a_dangerous_topic_says_where_it_is_learnt(client_of, bob, question, monday: datetime) -> None:
    answer = client_of(bob).post(url(question), {"step": "own_slot", "title": "Ladders", "suitability": "safety"})

    assert answer.status_code == 422
    assert "people learn it in formal training" in answer.content.decode()
    question.refresh_from_db()
    assert question.state == TeachingState.INVITED


def test_answer_of_anybody_else_is_not_found(client_of, dora, alice, question, monday: datetime) -> None:
    assert client_of(dora).post(url(question), {"step": "own_slot"}).status_code == 404
    assert client_of(alice).post(url(question), {"step": "own_slot"}).status_code == 404
    question.refresh_from_db()
    assert question.state == TeachingState.INVITED


def test_answer_by_get_is_refused(client_of, bob, question) -> None:
    assert client_of(bob).get(url(question)).status_code == 405


def test_question_warns_of_another_date_at_the_same_time(client_of, bob, question, monday: datetime) -> None:
    RSVPFactory(user=bob, session=SessionFactory(title="Lunch talk", starts_at=question.session.starts_at))

    html = client_of(bob).get(f"/sessions/{question.session_id}/").content.decode()

    assert "At that time you also have" in html
    assert "Lunch talk" in html


def test_give_back_opens_the_slot(client_of, alice, talk, monday: datetime) -> None:
    teaching = talk.teachings.get()

    answer = client_of(alice).post(f"/teachings/{teaching.pk}/delete/", headers=HTMX)

    assert answer["HX-Trigger"].startswith('{"toast"')
    assert "Nobody has taken this slot yet" in answer.content.decode()
    teaching.refresh_from_db()
    assert teaching.state == TeachingState.DECLINED


def test_give_back_of_somebody_elses_slot_is_not_found(client_of, bob, talk, monday: datetime) -> None:
    url = f"/teachings/{talk.teachings.get().pk}/delete/"

    assert client_of(bob).post(url).status_code == 404
    assert client_of(bob).get(url).status_code == 405
    assert talk.teachings.get().state == TeachingState.ACCEPTED


def test_give_back_once_it_began_is_refused(client_of, alice, talk, monday: datetime) -> None:
    talk.starts_at = monday - timedelta(minutes=5)
    talk.ends_at = monday + timedelta(minutes=25)
    talk.save()

    answer = client_of(alice).post(f"/teachings/{talk.teachings.get().pk}/delete/")

    assert answer.status_code == 422
    assert "This slot is over" in answer.content.decode()
