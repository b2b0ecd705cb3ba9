from datetime import UTC, datetime, timedelta

import pytest

from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Session
from rituals.services.sessions import (
    NotPossible,
    cancel_session,
    capture_deadline,
    hold_session,
    mark_not_held,
    record_capture,
    settle_sessions,
    withdraw_capture,
)
from rituals.signals import session_changed, session_held
from tests.factories.rituals import AttendanceFactory, SessionFactory, TeachingFactory

END = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


@pytest.fixture
def held_ids() -> list[int]:
    heard: list[int] = []
    session_held.connect(lambda session_id, **_: heard.append(session_id), weak=False, dispatch_uid="test")
    yield heard
    session_held.disconnect(dispatch_uid="test")


def test_hold_session_sets_its_capture_deadline_and_announces_it_once(
    db: None, held_ids: list[int], django_capture_on_commit_callbacks
) -> None:
    session = SessionFactory()

    with django_capture_on_commit_callbacks(execute=True):
        hold_session(session, now=END)
        hold_session(session, now=END + timedelta(hours=1), headcount=14)

    session.refresh_from_db()
    assert (session.status, session.held_at, session.headcount) == (SessionStatus.HELD, END, 14)
    assert session.capture_due_at == datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
    assert held_ids == [session.pk]


def test_capture_deadline_over_a_clock_change_keeps_local_time() -> None:
    assert capture_deadline(datetime(2026, 10, 20, 12, tzinfo=UTC), "Europe/Berlin") == datetime(
        2026, 10, 27, 13, tzinfo=UTC
    )


def test_hold_session_before_its_start_is_refused(db: None, monday: datetime) -> None:
    session = SessionFactory()

    with pytest.raises(NotPossible, match="not begun"):
        hold_session(session, now=monday)

    session.refresh_from_db()
    assert (session.status, session.capture_due_at) == (SessionStatus.SCHEDULED, None)


def test_hold_session_that_was_cancelled_is_refused(db: None) -> None:
    with pytest.raises(NotPossible, match="cancelled"):
        hold_session(SessionFactory(status=SessionStatus.CANCELLED), now=END)


def test_mark_not_held_takes_back_what_holding_set(db: None) -> None:
    session = hold_session(SessionFactory(), now=END, headcount=3)

    mark_not_held(session, now=END)

    session.refresh_from_db()
    assert (session.status, session.held_at, session.capture_due_at, session.headcount) == (
        SessionStatus.NOT_HELD,
        None,
        None,
        None,
    )


def test_cancel_session_raises_the_sequence_once(dora: User, monday: datetime) -> None:
    session = SessionFactory()

    cancel_session(session, by=dora, now=monday)
    cancel_session(session, by=dora, now=monday)

    session.refresh_from_db()
    assert (session.status, session.cancelled_by, session.cancelled_at, session.sequence) == (
        SessionStatus.CANCELLED,
        dora,
        monday,
        1,
    )


def test_cancel_session_that_has_begun_is_refused(dora: User) -> None:
    session = SessionFactory()

    with pytest.raises(NotPossible):
        cancel_session(session, by=dora, now=session.starts_at)


@pytest.mark.parametrize(
    ("learners", "after", "expected"),
    [
        (2, timedelta(minutes=15), SessionStatus.HELD),
        (2, timedelta(minutes=14), SessionStatus.SCHEDULED),
        (1, timedelta(minutes=15), SessionStatus.SCHEDULED),
        (1, timedelta(days=7), SessionStatus.UNKNOWN),
        (2, timedelta(days=7), SessionStatus.HELD),
    ],
)
def test_settle_sessions_by_learners_and_silence(
    db: None, learners: int, after: timedelta, expected: SessionStatus
) -> None:
    session = TeachingFactory().session
    AttendanceFactory(session=session, user=session.teachings.get().user)
    AttendanceFactory.create_batch(learners, session=session)

    settled = settle_sessions(now=END + after)

    session.refresh_from_db()
    assert session.status == expected
    assert settled == (int(expected == SessionStatus.HELD), int(expected == SessionStatus.UNKNOWN))


def test_settle_sessions_leaves_what_was_decided(db: None) -> None:
    decided = [SessionStatus.CANCELLED, SessionStatus.NOT_HELD, SessionStatus.DRAFT]
    for status in decided:
        AttendanceFactory.create_batch(2, session=SessionFactory(status=status))

    assert settle_sessions(now=END + timedelta(days=30)) == (0, 0)

    assert set(Session.objects.values_list("status", flat=True)) == set(decided)


def test_record_capture_keeps_the_first_time_until_withdrawn(db: None) -> None:
    session = SessionFactory()

    record_capture(session, at=END)
    record_capture(session, at=END + timedelta(days=1))
    session.refresh_from_db()
    assert session.captured_at == END

    withdraw_capture(session)
    session.refresh_from_db()
    assert session.captured_at is None


def test_withdrawn_capture_is_announced_once(db: None, django_capture_on_commit_callbacks) -> None:
    session = SessionFactory(captured_at=END)
    heard: list[int] = []
    session_changed.connect(lambda session_id, **_: heard.append(session_id), weak=False, dispatch_uid="test")

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_capture(session)
        withdraw_capture(session)

    session_changed.disconnect(dispatch_uid="test")
    assert heard == [session.pk]


def test_list_of_who_came_that_arrives_late_makes_an_unknown_session_held(db: None, monday: datetime) -> None:
    session = SessionFactory(status=SessionStatus.UNKNOWN)
    AttendanceFactory.create_batch(2, session=session)

    settle_sessions(now=session.ends_at + timedelta(days=20))

    session.refresh_from_db()
    assert session.status == SessionStatus.HELD
