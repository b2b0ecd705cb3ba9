from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from rituals.enums import SessionStatus, TeachingState
from rituals.models import Session, Teaching
from tests.factories.rituals import TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def after(talk):
    with time_machine.travel(talk.ends_at + timedelta(minutes=20), tick=False):
        yield


def url(session, noun):
    return f"/sessions/{session.pk}/{noun}/"


def teachings():
    return {(t.user.name.split()[0], t.state) for t in Teaching.objects.select_related("user")}


ALICE_TAUGHT = {("Alice", TeachingState.ACCEPTED)}


def test_taught_plain_post_puts_right_who_taught(client_of, alice, bob, mara, dora, talk, after) -> None:
    TeachingFactory(session=talk, user=mara, state=TeachingState.INVITED, asked_by=dora)

    answer = client_of(dora).post(url(talk, "taught"), {"people": [mara.pk], "taught_email": bob.email})

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    assert teachings() == {
        ("Alice", TeachingState.DECLINED),
        ("Mara", TeachingState.ACCEPTED),
        ("Bob", TeachingState.ACCEPTED),
    }


def test_taught_htmx_of_the_teacher_shows_both_who_taught(client_of, alice, bob, talk, after) -> None:
    assert "It was somebody else" in client_of(alice).get(f"/sessions/{talk.pk}/").content.decode()
    form = {"people": [alice.pk], "taught_email": bob.email}

    html = client_of(alice).post(url(talk, "taught"), form, headers=HTMX).content.decode()

    assert "<html" not in html
    assert "Alice Teacher, Bob Colleague" in html


def test_taught_by_nobody_or_a_stranger_is_refused_in_words(client_of, alice, talk, after) -> None:
    client = client_of(alice)
    answers = [client.post(url(talk, "taught"), {"taught_email": email}) for email in ("", "nobody@example.com")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Name at least one person who taught." in answers[0].content.decode()
    assert "Nobody here has this address." in answers[1].content.decode()
    assert teachings() == ALICE_TAUGHT


def test_taught_before_the_start_is_refused_in_words(client_of, alice, bob, talk, monday) -> None:
    answer = client_of(alice).post(url(talk, "taught"), {"taught_email": bob.email})

    assert answer.status_code == 422
    assert "Who taught can be said once the session has begun." in answer.content.decode()
    assert teachings() == ALICE_TAUGHT


def test_moved_to_an_earlier_time_took_place_then(client_of, alice, talk, after) -> None:
    answer = client_of(alice).post(url(talk, "moved"), {"day": "2026-11-30", "start_time": "10:00"})

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    talk.refresh_from_db()
    assert (talk.starts_at, talk.ends_at) == (
        datetime(2026, 11, 30, 9, tzinfo=UTC),
        datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
    )
    assert (talk.status, talk.sequence, talk.edited_by) == (SessionStatus.HELD, 1, alice)


def test_moved_to_a_later_time_htmx_is_to_come_again(client_of, dora, talk, after) -> None:
    Session.objects.filter(pk=talk.pk).update(status=SessionStatus.UNKNOWN)
    form = {"day": "2026-12-08", "start_time": "14:00"}

    html = client_of(dora).post(url(talk, "moved"), form, headers=HTMX).content.decode()

    assert ("<html" in html, "Did it take place?" in html, "Are you coming?" in html) == (False, False, True)
    talk.refresh_from_db()
    assert (talk.status, talk.starts_at) == (SessionStatus.SCHEDULED, datetime(2026, 12, 8, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "This field is required."),
        ("2027-06-01", "Choose a date within 90 days of the planned one."),
        ("2026-12-01", "It had this time before."),
    ],
)
def test_moved_to_an_odd_time_is_refused_in_words(client_of, alice, talk, after, day, words) -> None:
    answer = client_of(alice).post(url(talk, "moved"), {"day": day, "start_time": "14:00"})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Session.objects.get(pk=talk.pk).sequence == 0


def test_moved_of_a_held_session_is_refused(client_of, alice, talk, after) -> None:
    Session.objects.filter(pk=talk.pk).update(status=SessionStatus.HELD)

    answer = client_of(alice).post(url(talk, "moved"), {"day": "2026-12-08", "start_time": "14:00"})

    assert answer.status_code == 422


@pytest.mark.parametrize("noun", ["taught", "moved"])
def test_taught_and_moved_are_for_the_sessions_people(client_of, bob, charlie, talk, members_only, noun, after) -> None:
    form = {"taught_email": bob.email, "day": "2026-12-08", "start_time": "14:00"}

    assert client_of(bob).post(url(talk, noun), form).status_code == 403
    assert "It was somebody else" not in client_of(bob).get(f"/sessions/{talk.pk}/").content.decode()
    assert client_of(charlie).post(url(members_only, noun), form).status_code == 404
    assert client_of(bob).get(url(talk, noun)).status_code == 405
    assert teachings() == ALICE_TAUGHT
    assert Session.objects.filter(sequence__gt=0).count() == 0


def test_taught_names_who_was_asked_to_whoever_asked_only(client_of, alice, mara, dora, talk, after) -> None:
    TeachingFactory(session=talk, user=mara, state=TeachingState.INVITED, asked_by=dora)

    named = ["Mara Manager" in client_of(one).get(talk.get_absolute_url()).content.decode() for one in (dora, alice)]
    answer = client_of(alice).post(url(talk, "taught"), {"people": [mara.pk]})

    assert (named, answer.status_code) == ([True, False], 422)
    assert ("Mara", TeachingState.INVITED) in teachings()
