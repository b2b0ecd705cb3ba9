from datetime import UTC, datetime, timedelta

import pytest

from knowledge.models import Article
from rituals.enums import CapturePolicy, CheckIn, RitualKind, SessionStatus
from rituals.models import Attendance, RoundUpdate, Session
from rituals.services.working_out_loud import RoundClosed, settle_rounds, write_update
from tests.factories.rituals import RitualFactory, SessionFactory

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def written_round(db: None) -> Session:
    """A round from Monday 9:00 to the next Monday 9:00 in Berlin."""
    ritual = RitualFactory(kind=RitualKind.WORKING_OUT_LOUD)
    return SessionFactory(
        ritual=ritual,
        kind=RitualKind.WORKING_OUT_LOUD,
        title="Week 48",
        starts_at=START,
        ends_at=START + timedelta(days=7),
        capture_policy=CapturePolicy.NOTES_ONLY,
    )


def test_write_update_twice_keeps_one_and_counts_as_taking_part(written_round, bob, monday: datetime) -> None:
    write_update(written_round, by=bob, text="Drafting", now=monday)
    write_update(written_round, by=bob, text="Drafted", now=monday)

    assert [(update.user, update.text) for update in RoundUpdate.objects.all()] == [(bob, "Drafted")]
    assert [(came.user, came.how) for came in Attendance.objects.all()] == [(bob, CheckIn.WROTE)]


@pytest.mark.parametrize("now", [START - timedelta(minutes=1), START + timedelta(days=7)])
def test_write_update_outside_the_week_is_refused(written_round, bob, now) -> None:
    with pytest.raises(RoundClosed):
        write_update(written_round, by=bob, text="Drafting", now=now)

    assert RoundUpdate.objects.count() == 0


def test_round_with_three_updates_is_held_and_captured_by_them(
    written_round, alice, bob, dora, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    for person in (alice, bob, dora):
        write_update(written_round, by=person, text=f"News of {person.name}", now=monday)

    with django_capture_on_commit_callbacks(execute=True):
        held = settle_rounds(now=written_round.ends_at)

    written_round.refresh_from_db()
    article = Article.objects.get(session=written_round)
    assert (held, written_round.status) == (1, SessionStatus.HELD)
    assert written_round.captured_at is not None
    assert "News of Bob Colleague" in article.body


def test_round_with_two_updates_was_not_held(written_round, alice, bob, monday: datetime) -> None:
    for person in (alice, bob):
        write_update(written_round, by=person, text="News", now=monday)

    held = settle_rounds(now=written_round.ends_at)

    written_round.refresh_from_db()
    assert (held, written_round.status) == (0, SessionStatus.NOT_HELD)


def test_round_that_still_lasts_is_left_alone(written_round, monday: datetime) -> None:
    settle_rounds(now=written_round.ends_at - timedelta(minutes=1))

    written_round.refresh_from_db()
    assert written_round.status == SessionStatus.SCHEDULED
