"""A captured session that alice taught: bob attended it, dora opened its article, charlie knows nothing of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.enums import ArticleKind
from knowledge.models import Article, Opening
from rituals.enums import SessionStatus
from rituals.models import Session
from tests.factories.rituals import AttendanceFactory, SessionFactory, TeachingFactory

STARTS = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)


@pytest.fixture
def session(alice, bob) -> Session:
    session = SessionFactory(
        title="Quotes you can trace",
        starts_at=STARTS,
        status=SessionStatus.HELD,
        held_at=STARTS,
        capture_due_at=STARTS + timedelta(days=7, minutes=30),
        captured_at=STARTS + timedelta(days=1),
    )
    TeachingFactory(session=session, user=alice)
    AttendanceFactory(session=session, user=bob)
    return session


@pytest.fixture
def article(session, dora) -> Article:
    article = Article.objects.create(
        kind=ArticleKind.SESSION,
        session=session,
        title=session.title,
        slug="quotes-you-can-trace",
        dated_at=STARTS,
        published_at=STARTS + timedelta(days=1),
    )
    Opening.objects.create(article=article, user=dora, day=date(2026, 11, 12))
    return article
