from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from rituals.models import Attendance
from rituals.services.attendance import join_token


@pytest.fixture
def begun(talk):
    with time_machine.travel(talk.starts_at + timedelta(minutes=1), tick=False):
        yield


def test_join_without_sign_in_checks_in_and_goes_on_to_the_meeting(client, bob, talk, begun) -> None:
    talk.meeting_url = "https://meet.example.com/x"
    talk.save()

    answer = client.post(f"/sessions/join/{join_token(talk, bob)}/")

    assert (answer.status_code, answer["Location"]) == (302, "https://meet.example.com/x")
    assert [(a.user, a.how) for a in Attendance.objects.all()] == [(bob, "join_link")]


def test_join_without_a_meeting_link_says_checked_in(client, bob, talk, begun) -> None:
    html = client.post(f"/sessions/join/{join_token(talk, bob)}/").content.decode()

    assert "You are checked in, Bob Colleague." in html


def test_join_page_marks_nobody_and_may_be_left_for_the_meeting(client, bob, talk, begun) -> None:
    answer = client.get(f"/sessions/join/{join_token(talk, bob)}/")

    assert "Check in as Bob Colleague" in answer.content.decode()
    assert "form-action 'self' https:" in answer["Content-Security-Policy"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize(("minutes", "words"), [(-16, "15 minutes before"), (31, "This session is over.")])
def test_join_outside_its_time_marks_nobody(client, bob, talk, minutes, words) -> None:
    with time_machine.travel(talk.starts_at + timedelta(minutes=minutes), tick=False):
        answer = client.post(f"/sessions/join/{join_token(talk, bob)}/")

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Attendance.objects.count() == 0


def test_join_with_a_forged_link_finds_nothing(client, bob, talk, begun) -> None:
    assert client.post(f"/sessions/join/{join_token(talk, bob)[:-1]}/").status_code == 404
    assert Attendance.objects.count() == 0


def test_join_from_another_site_is_refused(bob, talk, begun) -> None:
    assert Client(enforce_csrf_checks=True).post(f"/sessions/join/{join_token(talk, bob)}/").status_code == 403
    assert Attendance.objects.count() == 0


def test_join_by_put_is_refused(client, bob, talk) -> None:
    assert client.put(f"/sessions/join/{join_token(talk, bob)}/").status_code == 405
