from datetime import datetime

import pytest

from rituals.models import Session, SignOff


@pytest.fixture
def question(talk: Session, lena, monday: datetime) -> SignOff:
    talk.suitability = "legal"
    talk.save()
    return talk.sign_offs.create(reviewer=lena, asked_at=monday)


def url(sign_off) -> str:
    return f"/sign-offs/{sign_off.pk}/"


def test_sign_off_shows_what_it_is_about_even_of_a_closed_circle(client_of, lena, question, monday: datetime) -> None:
    Session.objects.update(audience="members")

    html = client_of(lena).get(url(question)).content.decode()

    assert "Five prompts" in html
    assert "Alice Teacher" in html


def test_sign_off_approves_and_the_name_stands_on_the_session(
    client_of, lena, bob, talk, question, monday: datetime
) -> None:
    answer = client_of(lena).post(url(question), {"note": "Name the source"})

    assert answer["Location"] == url(question)
    html = client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()
    assert "Signed off by Lena Lead" in html
    assert "Name the source" in html


def test_sign_off_refusal_owes_a_reason_and_is_told_to_those_who_run_it_only(
    client_of, lena, alice, bob, talk, question, monday: datetime
) -> None:
    assert client_of(lena).post(url(question), {"refuse": "1"}).status_code == 422
    client_of(lena).post(url(question), {"refuse": "1", "note": "Course only"})

    assert "Course only" in client_of(alice).get(f"/sessions/{talk.pk}/").content.decode()
    assert "Course only" not in client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()
    question.refresh_from_db()
    assert (question.approved_at, question.answered_at) == (None, monday)


def test_sign_off_of_anybody_else_is_not_found(client_of, alice, dora, question, monday: datetime) -> None:
    assert client_of(alice).post(url(question), {}).status_code == 404
    assert client_of(dora).get(url(question)).status_code == 404
    question.refresh_from_db()
    assert question.answered_at is None


def test_sign_off_by_put_is_refused(client_of, lena, question) -> None:
    assert client_of(lena).put(url(question)).status_code == 405
