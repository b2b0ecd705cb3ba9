"""A small company whose figures a person can count by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Session
from tests.factories.rituals import AttendanceFactory, SessionFactory, TeachingFactory

HoldSession = Callable[..., Session]


@pytest.fixture
def held(db: None) -> HoldSession:
    """A session that took place: who taught it, who came, whether it was captured."""

    def hold(
        starts_at: datetime,
        *teachers: User,
        came: tuple[User, ...] = (),
        captured: bool = False,
        **fields: object,
    ) -> Session:
        session = SessionFactory(
            starts_at=starts_at,
            status=SessionStatus.HELD,
            held_at=starts_at + timedelta(minutes=45),
            capture_due_at=starts_at + timedelta(days=7, minutes=30),
            captured_at=starts_at + timedelta(days=1) if captured else None,
            **fields,
        )
        for teacher in teachers:
            TeachingFactory(session=session, user=teacher)
        for person in came:
            AttendanceFactory(session=session, user=person)
        return session

    return hold
