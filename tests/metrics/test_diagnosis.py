"""The tier and the first thing missing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from metrics.selectors.diagnosis import Diagnosis, Finding, Tier, diagnose
from peerlearn.people.models import LeadAssignment
from recognition.models import Kudos
from rituals.models import Session
from tests.factories.people import LeadAssignmentFactory, UserFactory
from tests.factories.rituals import RitualFactory, SessionFactory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def program(held, alice, bob, strategy) -> list[Session]:
    """Six weekly sessions, all captured; alice is thanked; strategy has 20 people and a lead."""
    ritual = RitualFactory()
    first = NOW - timedelta(weeks=6)
    sessions = [held(first + timedelta(weeks=week), alice, captured=True, ritual=ritual) for week in range(6)]
    Kudos.objects.create(giver=bob, receiver=alice, session=sessions[-1], text="Thanks", given_at=NOW)
    UserFactory.create_batch(20, function=strategy)
    LeadAssignmentFactory(function=strategy, user=bob)
    return sessions


def test_program_with_everything_is_best_in_class_and_healthy(program):
    assert diagnose(NOW) == Diagnosis(enough=True, cadence=True, capture=True, recognition=True, leads=True)


def test_program_that_held_less_than_three_quarters_has_no_cadence(program):
    for week in range(3):
        SessionFactory(ritual=program[0].ritual, starts_at=NOW - timedelta(weeks=1, days=week + 1))

    assert diagnose(NOW).cadence is False


@pytest.mark.parametrize(
    ("rrule", "cadence"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", True),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", False),
        ("FREQ=MONTHLY;BYDAY=1TU", False),
    ],
)
def test_cadence_is_weekly_or_biweekly(program, rrule, cadence):
    ritual = program[0].ritual
    ritual.rrule = rrule
    ritual.save()

    assert diagnose(NOW).cadence is cadence


def test_capture_below_four_fifths_is_weak(program):
    Session.objects.filter(pk__in=[session.pk for session in program[:2]]).update(captured_at=None)

    assert diagnose(NOW).capture is False


def test_thanks_older_than_60_days_do_not_count(program):
    Kudos.objects.update(given_at=NOW - timedelta(days=61))

    assert diagnose(NOW).recognition is False


def test_large_function_without_a_lead_is_missing_one(program):
    LeadAssignment.objects.update(ends_on=date(2026, 11, 1))

    assert diagnose(NOW).leads is False


def test_organisation_without_sessions_has_not_enough_facts(db):
    diagnosis = diagnose(NOW)

    assert (diagnosis.tier, diagnosis.finding) == (Tier.NOT_ENOUGH_YET, Finding.NO_RITUALS)


@pytest.mark.parametrize(
    ("cadence", "capture", "recognition", "leads", "tier", "finding"),
    [
        (True, True, True, True, Tier.BEST_IN_CLASS, Finding.HEALTHY),
        (True, True, True, False, Tier.BEST_IN_CLASS, Finding.NO_LEADS),
        (True, True, False, True, Tier.AVERAGE, Finding.NO_RECOGNITION),
        (True, False, False, True, Tier.AVERAGE, Finding.WEAK_CAPTURE),
        (False, True, True, True, Tier.CHANNELS_ONLY, Finding.NO_RITUALS),
    ],
)
def test_tier_and_finding_follow_what_is_there(cadence, capture, recognition, leads, tier, finding):
    diagnosis = Diagnosis(enough=True, cadence=cadence, capture=capture, recognition=recognition, leads=leads)

    assert (diagnosis.tier, diagnosis.finding) == (tier, finding)
