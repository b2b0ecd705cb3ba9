from datetime import UTC, datetime, timedelta

import pytest

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message, Preference
from peerlearn.outbox.services.preferences import set_wanted
from rituals.enums import Reply, RitualKind, SessionStatus
from rituals.models import Session
from rituals.notices.sessions import SESSION_REMINDER
from rituals.services.reminders import materialise_reminders
from rituals.services.rsvps import reply_to_session
from rituals.signals import session_changed
from tests.factories.people import UserFactory
from tests.factories.rituals import RSVPFactory, SessionFactory, TeachingFactory

TYPED = {
    "title": "Five prompts",
    "abstract": "",
    "topics": "",
    "day": "2026-12-01",
    "start_time": "14:00",
    "duration_minutes": "30",
    "place": "",
    "meeting_url": "",
    "capacity": "",
    "capture_policy": "standard",
}


@pytest.fixture
def changes():
    """The ids of sessions that were announced as changed."""
    heard: list[int] = []

    def hear(session_id: int, **_: object) -> None:
        heard.append(session_id)

    session_changed.connect(hear)
    yield heard
    session_changed.disconnect(hear)


def url(session: Session) -> str:
    return f"/sessions/{session.pk}/edit/"


def test_session_edit_is_filled_in_with_what_it_is(client_of, alice, talk, monday) -> None:
    html = client_of(alice).get(url(talk)).content.decode()

    assert 'value="Five prompts"' in html
    assert 'name="day" value="2026-12-01"' in html
    assert 'name="start_time" value="14:00"' in html
    assert "Time in Berlin." in html


def test_session_edit_moves_it_and_keeps_its_place_in_the_series(
    client_of, dora, talk, monday, changes, django_capture_on_commit_callbacks
) -> None:
    Session.objects.filter(pk=talk.pk).update(recurrence_id=talk.starts_at)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(dora).post(
            url(talk), TYPED | {"day": "2026-12-02", "start_time": "15:30", "duration_minutes": "45", "topics": "AI"}
        )

    assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{talk.pk}/")
    talk.refresh_from_db()
    assert (talk.starts_at, talk.ends_at) == (
        datetime(2026, 12, 2, 14, 30, tzinfo=UTC),
        datetime(2026, 12, 2, 15, 15, tzinfo=UTC),
    )
    assert (talk.recurrence_id, talk.sequence) == (datetime(2026, 12, 1, 13, tzinfo=UTC), 1)
    assert (talk.edited_by, talk.edited_at) == (dora, monday)
    assert [topic.name for topic in talk.topics.all()] == ["AI"]
    assert changes == [talk.pk]


@pytest.mark.parametrize(
    ("typed", "sequence"),
    [
        ({"title": "Six prompts"}, 0),
        ({"capacity": "5"}, 0),
        ({"place": "Room 4"}, 1),
        ({"meeting_url": "https://meet.example.com/x"}, 1),
        ({"duration_minutes": "60"}, 1),
    ],
)
def test_session_edit_raises_the_sequence_when_calendars_must_know(
    client_of, alice, talk, monday, typed, sequence
) -> None:
    client_of(alice).post(url(talk), TYPED | typed)

    talk.refresh_from_db()
    assert (talk.sequence, talk.edited_by) == (sequence, alice)


def test_session_edit_without_a_change_leaves_no_trace(
    client_of, alice, talk, monday, changes, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of(alice).post(url(talk), TYPED)

    talk.refresh_from_db()
    assert (talk.sequence, talk.edited_at, changes) == (0, None, [])


def test_session_edit_withdraws_reminders_and_drafts_them_for_the_new_time(client_of, alice, bob, talk, monday) -> None:
    set_wanted(bob, SESSION_REMINDER, True)
    Preference.objects.update(updated_at=monday - timedelta(days=1))
    reply_to_session(talk, by=bob, reply=Reply.ACCEPTED, now=monday)

    client_of(alice).post(url(talk), TYPED | {"day": "2026-12-03"})
    materialise_reminders(now=datetime(2026, 12, 2, 0, tzinfo=UTC))

    found = Message.objects.filter(kind=SESSION_REMINDER).order_by("due_at")
    assert [(message.state, f"{message.due_at:%d %H:%M}", message.seq) for message in found] == [
        (State.SKIPPED, "30 13:00", 0),
        (State.SKIPPED, "01 12:45", 0),
        (State.PENDING, "02 13:00", 1),
        (State.PENDING, "03 12:45", 1),
    ]


def test_session_edit_of_the_room_does_not_repeat_a_reminder_whose_moment_has_passed(
    client_of, alice, bob, monday
) -> None:
    set_wanted(bob, SESSION_REMINDER, True)
    Preference.objects.update(updated_at=monday - timedelta(days=9))
    soon = SessionFactory(title="Soon", starts_at=monday + timedelta(hours=3))
    TeachingFactory(session=soon, user=alice)
    RSVPFactory(session=soon, user=bob)

    typed = {"title": "Soon", "day": "2026-11-23", "start_time": "13:00", "place": "Room 5"}
    client_of(alice).post(url(soon), TYPED | typed)

    assert [message.object_key.split(":")[-1] for message in Message.objects.filter(state=State.PENDING)] == [
        "shortly-before"
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"duration_minutes": "-30"}, "greater than or equal to 5"),
        ({"duration_minutes": "0"}, "greater than or equal to 5"),
        ({"duration_minutes": "721"}, "less than or equal to 720"),
        ({"day": "2026-11-22"}, "Choose a date between today (Nov. 23, 2026)"),
        ({"day": "2026-11-23", "start_time": "09:00"}, "This time has passed. Choose one that is still to come."),
        ({"day": "0001-01-01"}, "Choose a date between today"),
        ({"day": "9999-12-31"}, "Choose a date between today"),
        ({"day": "2027-02-30"}, "Enter a valid date."),
        ({"day": "2027-03-28", "start_time": "02:30"}, "02:30 does not exist on 28 March in Berlin."),
        ({"capacity": "-1"}, "greater than or equal to 1"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"capacity": "1000000000"}, "less than or equal to 10000"),
        ({"capacity": "11"}, "12 people are coming; reduce to 12 or more."),
        ({"meeting_url": "http://meet.example.com/"}, "Use an https address."),
        ({"meeting_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_session_edit_refuses_odd_answers_in_words(client_of, alice, talk, monday, typed, words) -> None:
    RSVPFactory.create_batch(12, session=talk)

    answer = client_of(alice).post(url(talk), TYPED | typed)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    talk.refresh_from_db()
    assert (talk.starts_at, talk.capacity, talk.edited_at) == (datetime(2026, 12, 1, 13, tzinfo=UTC), None, None)


def test_session_edit_warns_when_the_teacher_teaches_twice_but_saves(client_of, alice, dora, talk, monday) -> None:
    other = SessionFactory(title="Elsewhere", starts_at=talk.starts_at + timedelta(hours=3))
    TeachingFactory(session=other, user=alice)
    TeachingFactory(session=other, user=UserFactory(name="Somebody Else"))

    html = client_of(dora).post(url(talk), TYPED | {"start_time": "17:15"}, follow=True).content.decode()

    assert "Alice Teacher teaches another session at that time." in html
    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 12, 1, 16, 15, tzinfo=UTC)


def test_session_edit_of_a_written_round_lasts_seven_local_days_over_a_clock_change(client_of, alice, monday) -> None:
    written = SessionFactory(
        kind=RitualKind.WORKING_OUT_LOUD,
        starts_at=datetime(2027, 3, 22, 8, tzinfo=UTC),
        ends_at=datetime(2027, 3, 29, 7, tzinfo=UTC),
    )
    TeachingFactory(session=written, user=alice)

    client_of(alice).post(url(written), TYPED | {"day": "2027-03-23", "start_time": "09:00", "duration_minutes": "5"})

    written.refresh_from_db()
    assert (written.starts_at, written.ends_at) == (
        datetime(2027, 3, 23, 8, tzinfo=UTC),
        datetime(2027, 3, 30, 7, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "change", [{"status": SessionStatus.CANCELLED}, {"starts_at": datetime(2026, 11, 1, tzinfo=UTC)}]
)
def test_session_edit_of_one_that_is_not_to_come_is_refused(client_of, alice, talk, monday, change) -> None:
    Session.objects.filter(pk=talk.pk).update(**change)

    answer = client_of(alice).post(url(talk), TYPED)

    assert answer.status_code == 422
    assert "Only a session that is still to come can be changed." in answer.content.decode()


def test_session_edit_by_a_colleague_is_forbidden(client_of, bob, talk, monday) -> None:
    assert client_of(bob).get(url(talk)).status_code == 403
    assert client_of(bob).post(url(talk), TYPED | {"title": "Mine"}).status_code == 403
    talk.refresh_from_db()
    assert talk.title == "Five prompts"


def test_session_edit_of_one_not_visible_finds_nothing(client_of, charlie, members_only, monday) -> None:
    assert client_of(charlie).post(url(members_only), TYPED).status_code == 404


def test_session_edit_by_put_is_refused(client_of, alice, talk) -> None:
    assert client_of(alice).put(url(talk)).status_code == 405
