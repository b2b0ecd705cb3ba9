from datetime import datetime, timedelta

import pytest

from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Session
from rituals.services.encores import run_encore
from rituals.services.refusals import SlotTaken
from tests.factories.rituals import SessionFactory, TeachingFactory


@pytest.fixture
def original(alice: User, monday: datetime) -> Session:
    session = SessionFactory(
        title="Filters",
        abstract="By hand",
        run_sheet="Show it twice",
        suitability="tool",
        status="held",
        starts_at=monday - timedelta(days=20),
        captured_at=monday - timedelta(days=18),
    )
    session.topics.set(find_or_create_topics(["Spreadsheets"]))
    TeachingFactory(session=session, user=alice)
    return session


def test_encore_copies_words_topics_and_run_sheet_and_names_both(
    original: Session, slot: Session, alice: User, bob: User, monday: datetime
) -> None:
    again = run_encore(original, slot=slot, by=bob, now=monday)

    assert (again.title, again.abstract, again.run_sheet) == ("Filters", "By hand", "Show it twice")
    assert [topic.name for topic in again.topics.all()] == ["Spreadsheets"]
    assert again.encore_of == original
    assert [t.user for t in again.teachings.all()] == [bob]
    assert [t.user for t in original.teachings.all()] == [alice]
    assert run_encore(original, slot=slot, by=bob, now=monday) == again


def test_encore_of_what_was_not_captured_is_refused(
    original: Session, slot: Session, bob: User, monday: datetime
) -> None:
    original.captured_at = None

    with pytest.raises(SlotTaken, match="Only what was captured"):
        run_encore(original, slot=slot, by=bob, now=monday)

    assert not slot.teachings.exists()
