from datetime import datetime

import time_machine

from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


def url(session):
    return f"/sessions/{session.pk}/rsvp/"


def test_rsvp_plain_post_keeps_the_reply_and_returns_to_the_session(client_of, bob, talk, monday: datetime) -> None:
    answer = client_of(bob).post(url(talk), {"reply": "accepted"})

    assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{talk.pk}/")
    assert [(r.user, r.reply) for r in RSVP.objects.all()] == [(bob, Reply.ACCEPTED)]


def test_rsvp_htmx_answers_the_part_with_the_reply_pressed(client_of, bob, talk, monday: datetime) -> None:
    answer = client_of(bob).post(url(talk), {"reply": "tentative"}, headers=HTMX)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    assert 'id="reply-tentative" aria-pressed="true"' in html
    assert 'id="reply-accepted" aria-pressed="false"' in html


def test_rsvp_to_a_full_session_names_the_place_on_the_waiting_list(
    client_of, alice, bob, talk, monday: datetime
) -> None:
    talk.capacity = 1
    talk.save()
    client_of(alice).post(url(talk), {"reply": "accepted"})

    answer = client_of(bob).post(url(talk), {"reply": "accepted"}, headers=HTMX)

    assert "Full; you are number 1 on the waiting list." in answer.content.decode()


def test_rsvp_to_a_full_session_counts_those_who_wait_before(client_of, alice, bob, mara, dora, talk, monday) -> None:
    talk.capacity = 1
    talk.save()
    answers = [client_of(p).post(url(talk), {"reply": "accepted"}, headers=HTMX) for p in (alice, dora, mara, bob)]

    assert "Full; you are number 3 on the waiting list." in answers[-1].content.decode()
    assert "Full; you are number 3" in client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()


def test_rsvp_twice_is_one_reply_and_no_error(client_of, bob, talk, monday: datetime) -> None:
    answers = [client_of(bob).post(url(talk), {"reply": "accepted"}).status_code for _again in range(2)]

    assert (answers, RSVP.objects.count()) == ([302, 302], 1)


def test_rsvp_after_the_start_is_refused_in_words(client_of, bob, talk) -> None:
    with time_machine.travel(talk.starts_at, tick=False):
        answer = client_of(bob).post(url(talk), {"reply": "accepted"})

    assert (answer.status_code, "Replies are closed" in answer.content.decode()) == (422, True)
    assert RSVP.objects.count() == 0


def test_rsvp_never_changes_somebody_elses_reply(client_of, alice, bob, talk, monday: datetime) -> None:
    client_of(bob).post(url(talk), {"reply": "accepted", "user": alice.pk})

    assert [r.user for r in RSVP.objects.all()] == [bob]


def test_rsvp_to_a_cancelled_session_is_refused_in_words(client_of, bob, talk, monday: datetime) -> None:
    talk.status = SessionStatus.CANCELLED
    talk.save()

    answer = client_of(bob).post(url(talk), {"reply": "accepted"})

    assert answer.status_code == 422
    assert "Replies are closed" in answer.content.decode()
    assert RSVP.objects.count() == 0


def test_rsvp_that_nobody_offers_is_refused(client_of, bob, talk, monday: datetime) -> None:
    assert client_of(bob).post(url(talk), {"reply": "waitlisted"}).status_code == 422
    assert RSVP.objects.count() == 0


def test_rsvp_of_an_outsider_finds_nothing(client_of, charlie, members_only, monday: datetime) -> None:
    assert client_of(charlie).post(url(members_only), {"reply": "accepted"}).status_code == 404
    assert RSVP.objects.count() == 0


def test_rsvp_by_get_is_refused(client_of, bob, talk) -> None:
    assert client_of(bob).get(url(talk)).status_code == 405


def test_rsvp_signed_out_leads_to_sign_in(client, talk) -> None:
    answer = client.post(url(talk), {"reply": "accepted"})

    assert answer["Location"].startswith("/accounts/login/")
    assert RSVP.objects.count() == 0
