from datetime import timedelta

import pytest
import time_machine

from rituals.enums import SessionStatus

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def after(talk):
    with time_machine.travel(talk.ends_at + timedelta(minutes=20), tick=False):
        yield


def url(session):
    return f"/sessions/{session.pk}/hold/"


def test_hold_plain_post_keeps_the_headcount(client_of, alice, talk, after) -> None:
    answer = client_of(alice).post(url(talk), {"headcount": "12"})

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    talk.refresh_from_db()
    assert (talk.status, talk.headcount) == (SessionStatus.HELD, 12)


def test_hold_htmx_of_the_facilitator_replaces_the_question(client_of, dora, talk, after) -> None:
    assert "Did it take place?" in client_of(dora).get(f"/sessions/{talk.pk}/").content.decode()

    html = client_of(dora).post(url(talk), {}, headers=HTMX).content.decode()

    assert "Did it take place?" not in html
    assert "Held" in html


def test_hold_with_nobody_marks_it_not_held(client_of, alice, talk, after) -> None:
    client_of(alice).post(url(talk), {"nobody": "1"})

    talk.refresh_from_db()
    assert talk.status == SessionStatus.NOT_HELD


def test_hold_before_the_start_is_refused_in_words(client_of, alice, talk, monday) -> None:
    answer = client_of(alice).post(url(talk), {"headcount": "12"})

    assert answer.status_code == 422
    assert "This session has not begun yet." in answer.content.decode()


def test_hold_with_an_odd_number_is_refused(client_of, alice, talk, after) -> None:
    assert client_of(alice).post(url(talk), {"headcount": "-1"}).status_code == 422
    talk.refresh_from_db()
    assert talk.status == SessionStatus.SCHEDULED


def test_hold_by_a_colleague_is_forbidden_and_not_offered(client_of, bob, talk, after) -> None:
    client = client_of(bob)

    assert client.post(url(talk), {"headcount": "12"}).status_code == 403
    assert "Did it take place?" not in client.get(f"/sessions/{talk.pk}/").content.decode()
    talk.refresh_from_db()
    assert talk.status == SessionStatus.SCHEDULED


def test_hold_by_get_is_refused(client_of, alice, talk, after) -> None:
    assert client_of(alice).get(url(talk)).status_code == 405
