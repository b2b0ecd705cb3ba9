from datetime import datetime, timedelta

import pytest
import time_machine

from peerlearn.outbox.enums import State
from peerlearn.outbox.kinds import get
from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import CheckIn, RitualKind, SessionStatus
from rituals.models import Attendance, Rating, Session, TransferAnswer
from rituals.notices.feedback import TRANSFER_QUESTION
from rituals.services.feedback import CannotAnswer, answer_transfer, draft_transfer_questions, rate_session
from tests.factories.rituals import AttendanceFactory, SessionFactory, TeachingFactory, TransferAnswerFactory

DAY = timedelta(days=1)


@pytest.fixture
def held(alice: User) -> Session:
    """Alice taught, not for the first time."""
    first = SessionFactory(status=SessionStatus.HELD)
    session = SessionFactory(status=SessionStatus.HELD, title="Five prompts", starts_at=first.starts_at + 7 * DAY)
    for taught in (first, session):
        TeachingFactory(session=taught, user=alice)
    return session


@pytest.fixture
def attended(held: Session, bob: User) -> Session:
    AttendanceFactory(session=held, user=bob)
    return held


def test_rating_is_kept_and_counts_as_attendance(held: Session, bob: User) -> None:
    rate_session(held, by=bob, stars=5, comment="Slower, please", now=held.ends_at)

    assert [(r.user, r.stars, r.comment) for r in Rating.objects.all()] == [(bob, 5, "Slower, please")]
    assert [(a.user, a.how) for a in Attendance.objects.all()] == [(bob, CheckIn.RATED)]


def test_rating_of_somebody_checked_in_leaves_that_as_it_is(attended: Session, bob: User) -> None:
    rate_session(attended, by=bob, stars=5, now=attended.ends_at)

    assert [a.how for a in Attendance.objects.all()] == [CheckIn.JOIN_LINK]


def test_rating_twice_is_refused_and_the_first_one_stays(held: Session, bob: User) -> None:
    rate_session(held, by=bob, stars=5, now=held.ends_at)

    with pytest.raises(CannotAnswer, match="already"):
        rate_session(held, by=bob, stars=1, now=held.ends_at)

    assert [r.stars for r in Rating.objects.all()] == [5]


@pytest.mark.parametrize(
    ("moment", "status"), [(-DAY, "held"), (7 * DAY, "held"), (DAY, "cancelled"), (DAY, "not_held")]
)
def test_rating_outside_its_week_or_of_what_was_not_held_is_refused(
    held: Session, bob: User, moment: timedelta, status: str
) -> None:
    held.status = status

    with pytest.raises(CannotAnswer, match="within seven days"):
        rate_session(held, by=bob, stars=5, now=held.ends_at + moment)

    assert Attendance.objects.count() == 0


def test_rating_by_the_teacher_is_refused(held: Session, alice: User) -> None:
    with pytest.raises(CannotAnswer, match="taught"):
        rate_session(held, by=alice, stars=5, now=held.ends_at)


def test_first_session_of_a_first_timer_and_a_circle_are_not_rated(held: Session, bob: User, charlie: User) -> None:
    first = SessionFactory(status=SessionStatus.HELD)
    TeachingFactory(session=first, user=charlie)
    held.kind = RitualKind.COACHING_CIRCLE

    for session in (first, held):
        with pytest.raises(CannotAnswer, match="not rated"):
            rate_session(session, by=bob, stars=5, now=session.ends_at)


def test_transfer_is_answered_once_by_whoever_came(attended: Session, bob: User) -> None:
    answer_transfer(attended, by=bob, score=0, why="No time", now=attended.ends_at + 31 * DAY)

    with pytest.raises(CannotAnswer, match="already"):
        answer_transfer(attended, by=bob, score=10, now=attended.ends_at + 32 * DAY)

    assert [(a.user, a.score, a.why) for a in TransferAnswer.objects.all()] == [(bob, 0, "No time")]


@pytest.mark.parametrize("days", [29, 91])
def test_transfer_before_a_month_or_after_three_is_refused(attended: Session, bob: User, days: int) -> None:
    with pytest.raises(CannotAnswer, match="30 to 90 days"):
        answer_transfer(attended, by=bob, score=5, now=attended.ends_at + days * DAY)


def test_transfer_of_who_did_not_come_or_taught_is_refused(attended: Session, alice: User, charlie: User) -> None:
    AttendanceFactory(session=attended, user=alice)

    for person in (alice, charlie):
        with pytest.raises(CannotAnswer, match="those who came"):
            answer_transfer(attended, by=person, score=5, now=attended.ends_at + 31 * DAY)

    assert TransferAnswer.objects.count() == 0


def test_transfer_question_is_drafted_once_for_who_came_without_teaching_and_has_not_answered(
    attended: Session, alice: User, charlie: User, mara: User
) -> None:
    AttendanceFactory(session=attended, user=alice)
    AttendanceFactory(session=attended, user=charlie)
    TransferAnswerFactory(session=attended, user=charlie)
    AttendanceFactory(session=attended, user__is_active=False)
    AttendanceFactory(session__status=SessionStatus.NOT_HELD, session__starts_at=attended.starts_at, user=mara)
    AttendanceFactory(
        session__status=SessionStatus.HELD, session__starts_at=attended.starts_at, session__external_id="x", user=mara
    )

    asked = [draft_transfer_questions(now=attended.ends_at + days * DAY) for days in (29, 30, 31)]

    assert asked == [0, 1, 0]
    question = Message.objects.get()
    assert (question.kind, question.recipient.name) == (TRANSFER_QUESTION, "Bob Colleague")
    assert (question.due_at, question.expires_at) == (attended.ends_at + 30 * DAY, attended.ends_at + 90 * DAY)


def test_transfer_question_for_a_session_long_ago_is_not_drafted(attended: Session) -> None:
    assert draft_transfer_questions(now=attended.ends_at + 38 * DAY) == 0


def test_transfer_question_keeps_the_local_time_over_a_clock_change(alice: User, bob: User) -> None:
    session = SessionFactory(status=SessionStatus.HELD, starts_at=datetime.fromisoformat("2027-03-02T13:00:00+00:00"))
    AttendanceFactory(session=session, user=bob)

    draft_transfer_questions(now=session.ends_at + 31 * DAY)

    assert Message.objects.get().due_at.isoformat() == "2027-04-01T12:30:00+00:00"


def test_transfer_question_is_not_sent_once_answered(attended: Session, bob: User) -> None:
    draft_transfer_questions(now=attended.ends_at + 31 * DAY)
    message = Message.objects.get()
    with time_machine.travel(attended.ends_at + 31 * DAY, tick=False):
        before = get(TRANSFER_QUESTION).still_valid(message)

        answer_transfer(attended, by=bob, score=5, now=attended.ends_at + 31 * DAY)

        assert (before, get(TRANSFER_QUESTION).still_valid(message)) == ("", "the person has answered")
    assert message.state == State.PENDING


def test_transfer_mail_asks_one_question_and_leads_to_its_page(attended: Session) -> None:
    draft_transfer_questions(now=attended.ends_at + 31 * DAY)

    mail = get(TRANSFER_QUESTION).render(Message.objects.get())

    assert mail.subject == "Did you use it? “Five prompts”"
    assert f"/sessions/{attended.pk}/used/" in mail.text
    assert f"/sessions/{attended.pk}/used/" in mail.html
