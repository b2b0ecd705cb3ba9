from datetime import timedelta

import pytest
from django.core.signing import BadSignature

from peerlearn.people.models import User
from rituals.enums import Audience, CheckIn, SessionStatus
from rituals.models import Attendance, Session
from rituals.services.attendance import (
    CheckInClosed,
    check_in,
    join_token,
    mark_attendances,
    read_join_token,
    take_back_mark,
)
from rituals.services.attendance_file import keep_list
from tests.factories.rituals import SessionFactory


@pytest.fixture
def session(db: None) -> Session:
    return SessionFactory()


@pytest.mark.parametrize("minutes", [-15, 0, 30])
def test_check_in_between_fifteen_minutes_before_and_the_end_counts_once(
    session: Session, bob: User, minutes: int
) -> None:
    now = session.starts_at + timedelta(minutes=minutes)

    check_in(session, user=bob, how=CheckIn.JOIN_LINK, now=now)
    check_in(session, user=bob, how=CheckIn.CODE, now=now)

    assert [(a.user, a.how) for a in Attendance.objects.all()] == [(bob, CheckIn.JOIN_LINK)]


@pytest.mark.parametrize(
    ("minutes", "how", "message"),
    [
        (-16, CheckIn.JOIN_LINK, "15 minutes before"),
        (31, CheckIn.JOIN_LINK, "over"),
        (-16, CheckIn.CODE, "15 minutes before"),
        (31, CheckIn.CODE, "over"),
        (-1, CheckIn.MARKED, "not begun"),
        (-1, CheckIn.RATED, "not begun"),
        (-1, CheckIn.MEETING_FILE, "not begun"),
    ],
)
def test_check_in_too_early_or_too_late_is_refused(
    session: Session, bob: User, minutes: int, how: str, message: str
) -> None:
    with pytest.raises(CheckInClosed, match=message):
        check_in(session, user=bob, how=how, now=session.starts_at + timedelta(minutes=minutes))

    assert Attendance.objects.count() == 0


def test_check_in_to_a_cancelled_session_is_refused(session: Session, bob: User) -> None:
    session.status = SessionStatus.CANCELLED

    with pytest.raises(CheckInClosed, match="cancelled"):
        check_in(session, user=bob, how=CheckIn.MARKED, now=session.ends_at)


def test_join_token_gives_back_its_session_and_person(session: Session, bob: User) -> None:
    assert read_join_token(join_token(session, bob)) == (session, bob)


def test_join_token_that_was_changed_is_refused(session: Session, bob: User) -> None:
    with pytest.raises(BadSignature):
        read_join_token("x" + join_token(session, bob))


def test_join_token_of_somebody_who_left_is_refused(session: Session, bob: User) -> None:
    token = join_token(session, bob)
    bob.is_active = False
    bob.save()

    with pytest.raises(BadSignature):
        read_join_token(token)


def test_join_token_of_a_session_not_visible_is_refused(session: Session, bob: User) -> None:
    token = join_token(session, bob)
    Session.objects.update(audience=Audience.MEMBERS)

    with pytest.raises(BadSignature):
        read_join_token(token)


def test_list_is_open_for_thirty_days_and_not_a_minute_longer(session: Session, alice: User, bob: User) -> None:
    closes = session.ends_at + timedelta(days=30)
    before = closes - timedelta(minutes=1)
    mark_attendances(session, people=[bob], now=before)
    words = "Who came is noted within 30 days after the session"

    for late in (
        lambda: mark_attendances(session, people=[alice], now=closes),
        lambda: check_in(session, user=alice, how=CheckIn.MARKED, now=closes),
        lambda: keep_list(session, minutes={alice.pk: 20}, now=closes),
        lambda: take_back_mark(session, user_id=bob.pk, now=closes),
    ):
        with pytest.raises(CheckInClosed, match=words):
            late()

    assert [attendance.user for attendance in Attendance.objects.all()] == [bob]
    assert take_back_mark(session, user_id=bob.pk, now=before)
