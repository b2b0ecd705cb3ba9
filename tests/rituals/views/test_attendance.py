from datetime import timedelta

import pytest
import time_machine

from rituals.enums import CheckIn, Reply
from rituals.models import Attendance
from rituals.services.attendance import door_code
from tests.factories.rituals import AttendanceFactory, RSVPFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def begun(talk):
    with time_machine.travel(talk.starts_at + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def after(talk):
    with time_machine.travel(talk.ends_at + timedelta(minutes=20), tick=False):
        yield


def url(session, noun):
    return f"/sessions/{session.pk}/{noun}/"


def page(client, session):
    return client.get(f"/sessions/{session.pk}/").content.decode()


def came():
    return [(attendance.user, attendance.how) for attendance in Attendance.objects.order_by("user__name")]


def test_door_shows_the_code_and_its_qr_code_to_the_sessions_people(client_of, alice, dora, talk, begun) -> None:
    for person in (alice, dora):
        assert door_code(talk) in client_of(person).get(url(talk, "door")).content.decode()

    picture = client_of(alice).get(f"/sessions/{talk.pk}/door.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content


def test_door_is_closed_to_a_colleague_and_not_there_for_an_outsider(
    client_of, bob, charlie, talk, members_only, begun
) -> None:
    for address in ("door/", "door.svg"):
        answer = client_of(bob).get(f"/sessions/{talk.pk}/{address}")
        assert (answer.status_code, door_code(talk) in answer.content.decode()) == (403, False)
        assert client_of(charlie).get(f"/sessions/{members_only.pk}/{address}").status_code == 404


def test_here_with_the_code_checks_in_once(client_of, bob, talk, begun) -> None:
    client = client_of(bob)

    answers = [client.post(url(talk, "here"), {"code": f" {door_code(talk).lower()} "}) for _again in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/sessions/{talk.pk}/"] * 2
    assert came() == [(bob, CheckIn.CODE)]


def test_here_htmx_answers_the_session_checked_in(client_of, bob, talk, begun) -> None:
    assert "Code in the room" in page(client_of(bob), talk)

    html = client_of(bob).post(url(talk, "here"), {"code": door_code(talk)}, headers=HTMX).content.decode()

    assert "<html" not in html
    assert "You are checked in." in html
    assert "Code in the room" not in html


def test_here_by_link_marks_nobody_before_the_button(client_of, bob, talk, begun) -> None:
    html = client_of(bob).get(url(talk, "here"), {"code": door_code(talk)}).content.decode()

    assert f'value="{door_code(talk)}"' in html
    assert came() == []


def test_here_with_the_code_of_another_session_is_refused_in_words(client_of, bob, slot, talk, begun) -> None:
    for headers in ({}, HTMX):
        answer = client_of(bob).post(url(talk, "here"), {"code": door_code(slot)}, headers=headers)
        assert answer.status_code == 422
        assert "This is not the code of this session." in answer.content.decode()
    assert came() == []


@pytest.mark.parametrize(("minutes", "words"), [(-16, "15 minutes before"), (31, "This session is over.")])
def test_here_outside_its_time_marks_nobody(client_of, bob, talk, minutes, words) -> None:
    with time_machine.travel(talk.starts_at + timedelta(minutes=minutes), tick=False):
        answer = client_of(bob).post(url(talk, "here"), {"code": door_code(talk)})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert came() == []


def test_here_after_many_codes_asks_to_wait(client_of, bob, talk, begun) -> None:
    client = client_of(bob)

    answers = [client.post(url(talk, "here"), {"code": "AAAAAA"}).status_code for _guess in range(11)]

    assert answers == [422] * 10 + [429]


def test_here_of_an_outsider_finds_nothing(client_of, charlie, members_only, begun) -> None:
    assert client_of(charlie).post(url(members_only, "here"), {"code": door_code(members_only)}).status_code == 404
    assert came() == []


def test_mark_plain_post_marks_guests_and_others(client_of, alice, bob, charlie, mara, talk, after) -> None:
    RSVPFactory(session=talk, user=bob)
    RSVPFactory(session=talk, user=mara)

    answer = client_of(alice).post(url(talk, "attendance"), {"people": [bob.pk], "email": charlie.email.upper()})

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    assert came() == [(bob, CheckIn.MARKED), (charlie, CheckIn.MARKED)]


def test_mark_htmx_moves_a_guest_to_those_who_came(client_of, dora, bob, talk, after) -> None:
    RSVPFactory(session=talk, user=bob)

    answer = client_of(dora).post(url(talk, "attendance"), {"people": [bob.pk]}, headers=HTMX)

    html = answer.content.decode()
    assert "<html" not in html
    assert "Bob Colleague was not here after all" in html
    assert "Mark as here" in html
    assert answer["HX-Trigger"] == '{"toast": {"value": "1 person marked as here."}}'


def test_mark_before_the_start_is_refused_in_words(client_of, alice, bob, talk, monday) -> None:
    answer = client_of(alice).post(url(talk, "attendance"), {"email": bob.email})

    assert answer.status_code == 422
    assert "This session has not begun yet." in answer.content.decode()
    assert came() == []


def test_mark_of_a_stranger_is_refused_in_words(client_of, alice, talk, after) -> None:
    answer = client_of(alice).post(url(talk, "attendance"), {"email": "nobody@example.com"})

    assert (answer.status_code, "Nobody here has this address." in answer.content.decode()) == (422, True)


def test_mark_by_ticking_somebody_who_never_replied_is_refused(client_of, alice, bob, talk, after) -> None:
    assert client_of(alice).post(url(talk, "attendance"), {"people": [bob.pk]}).status_code == 422
    assert came() == []


def test_mark_and_unmark_by_a_colleague_are_forbidden_and_not_offered(client_of, bob, mara, talk, after) -> None:
    AttendanceFactory(session=talk, user=mara, how=CheckIn.MARKED)
    client = client_of(bob)

    assert client.post(url(talk, "attendance"), {"email": bob.email}).status_code == 403
    assert client.post(url(talk, f"attendance/{mara.pk}/delete")).status_code == 403
    html = page(client, talk)
    assert ("Mark as here" in html, "Mara" in html) == (False, False)
    assert came() == [(mara, CheckIn.MARKED)]


def test_mark_of_an_outsider_finds_nothing(client_of, charlie, members_only, after) -> None:
    assert client_of(charlie).post(url(members_only, "attendance"), {"email": charlie.email}).status_code == 404


def test_unmark_takes_back_marks_by_hand_only(client_of, alice, bob, mara, talk, after) -> None:
    AttendanceFactory(session=talk, user=mara, how=CheckIn.MARKED)
    AttendanceFactory(session=talk, user=bob, how=CheckIn.CODE)

    answers = [client_of(alice).post(url(talk, f"attendance/{person.pk}/delete")) for person in (mara, bob)]

    assert [answer["Location"] for answer in answers] == [f"/sessions/{talk.pk}/"] * 2
    assert came() == [(bob, CheckIn.CODE)]


@pytest.mark.parametrize("noun", ["attendance", "attendance/1/delete"])
def test_mark_and_unmark_by_get_are_refused(client_of, alice, talk, noun) -> None:
    assert client_of(alice).get(url(talk, noun)).status_code == 405


def test_session_tells_its_people_three_figures_and_nobody_else(client_of, alice, bob, mara, talk, after) -> None:
    RSVPFactory(session=talk, user=mara)
    RSVPFactory.create_batch(2, session=talk, reply=Reply.DECLINED, dropped_at=talk.starts_at)
    RSVPFactory(session=talk, reply=Reply.DECLINED)
    AttendanceFactory.create_batch(3, session=talk)

    told = [words in page(client_of(alice), talk) for words in ("3 people came", "1 said they", "2 took it back")]
    others = page(client_of(bob), talk)

    assert told == [True, True, True]
    assert ("said they would" in others, "took it back" in others) == (False, False)


def test_session_tells_them_for_thirty_days_only(client_of, alice, talk) -> None:
    shown = {}
    for days in (29, 31):
        with time_machine.travel(talk.ends_at + timedelta(days=days)):
            shown[days] = "took it back" in page(client_of(alice), talk)

    assert shown == {29: True, 31: False}
