from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.health import Pace
from rituals.models import Holiday, Pause, Ritual
from rituals.selectors.ritual_health import health_by_ritual, in_order_of_urgency, overseen_by, partner_for
from tests.factories.rituals import (
    AttendanceFactory,
    FacilitationFactory,
    ProgramFactory,
    RitualFactory,
    SessionFactory,
    SkipDateFactory,
    TeachingFactory,
)

pytestmark = pytest.mark.django_db

LAST = datetime(2026, 11, 17, 13, tzinfo=UTC)  # the Tuesday before the Monday on which time stands still
WEEK = timedelta(weeks=1)


def dates(ritual: Ritual, *statuses: str, **fields: object) -> list:
    """One date a week up to the last Tuesday, in order."""
    last = len(statuses) - 1
    return [
        SessionFactory(ritual=ritual, kind=ritual.kind, status=status, starts_at=LAST - (last - place) * WEEK, **fields)
        for place, status in enumerate(statuses)
    ]


def test_health_gathers_facts_of_sessions_teachings_and_attendances(ritual, monday) -> None:
    held = dates(ritual, "held", "cancelled", "held", "held", "held", headcount=9)
    for session, days in zip(held[2:], (3, 8, 20), strict=True):
        TeachingFactory(session=session, answered_at=session.starts_at - timedelta(days=days))
    TeachingFactory(session=held[2], answered_at=held[2].starts_at - timedelta(days=40), state="declined")
    AttendanceFactory.create_batch(5, session=held[-1])
    for session in held:
        session.capture_due_at = session.starts_at + WEEK
        session.captured_at = session.starts_at if session is held[0] else None
        session.save()
    SessionFactory(ritual=ritual)
    SessionFactory(ritual=ritual, status="draft", starts_at=LAST + timedelta(days=3))

    line = health_by_ritual([ritual], now=monday)[ritual.pk]

    found = line.health
    assert (found.held, found.planned, found.streak) == (4, 5, 3)
    assert (found.lead_days, found.came_lately, found.came_before) == (8, 8, None)
    assert (found.captured, found.due, [late.session_id for late in found.late]) == (1, 3, [held[2].pk, held[3].pk])
    assert (found.empty_ahead, found.ahead, found.regularity) == (
        1,
        1,
        0.75,
    )  # 13:00 UTC was 15:00 before clocks went back
    assert (line.promise.promised, line.promise.delivered) == (Pace.WEEKLY, Pace.WEEKLY)


def test_health_excuses_pauses_holidays_and_skip_dates(monday) -> None:
    program = ProgramFactory()
    ritual = RitualFactory(program=program, holiday_location="Berlin")
    dates(ritual, "cancelled", "cancelled", "unknown", "cancelled", "held")
    Pause.objects.create(program=program, first_day=date(2026, 10, 20), last_day=date(2026, 10, 20), reason="Move")
    Pause.objects.create(program=ProgramFactory(), first_day=date(2026, 11, 3), last_day=date(2026, 11, 3), reason="x")
    Holiday.objects.create(location="Berlin", day=date(2026, 10, 27), name="Day of rest")
    SkipDateFactory(ritual=ritual, day=date(2026, 11, 10))

    found = health_by_ritual([ritual], now=monday)[ritual.pk].health

    assert (found.held, found.planned) == (1, 2)
    assert [day.excused for day in found.recent] == [True, True, False, True, False]


def test_health_of_a_moved_date_is_not_its_usual_slot(ritual, monday) -> None:
    *_others, moved = dates(ritual, "held", "held", "held", "held")
    moved.starts_at += timedelta(hours=3)
    moved.ends_at += timedelta(hours=3)
    moved.save()

    assert health_by_ritual([ritual], now=monday)[ritual.pk].health.regularity == 0.75


def test_health_keeps_the_slot_across_a_clock_change(ritual, monday) -> None:
    for week, hour in ((1, 13), (3, 13), (5, 12)):  # 14:00 in Berlin, before and after clocks went back
        SessionFactory(ritual=ritual, status="held", starts_at=LAST.replace(hour=hour) - (week - 1) * WEEK)

    assert health_by_ritual([ritual], now=monday)[ritual.pk].health.regularity == 1


def test_health_is_not_asked_of_rituals_that_ended_or_meet_by_no_rule(monday) -> None:
    rituals = [RitualFactory(archived_at=monday), RitualFactory(rrule="")]

    assert health_by_ritual(rituals, now=monday) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_health_needs_the_same_queries_for_any_number_of_rituals(monday, rows, django_assert_num_queries) -> None:
    rituals = RitualFactory.create_batch(rows)
    for ritual in rituals:
        dates(ritual, "held", "unknown")
        SkipDateFactory(ritual=ritual)

    with django_assert_num_queries(4):
        health_by_ritual(rituals, now=monday)


def test_what_needs_somebody_first_stands_first(monday) -> None:
    fine, missed, empty, owed = (RitualFactory(name=name) for name in ("Fine", "Missed", "Empty", "Owed"))
    dates(fine, "held", "held")
    dates(missed, "unknown", "not_held")
    SessionFactory(ritual=empty)
    dates(owed, "held", capture_due_at=monday)

    lines = in_order_of_urgency([fine, owed, empty, missed], now=monday)

    assert [line.ritual.name for line in lines] == ["Missed", "Empty", "Owed", "Fine"]


def test_overseen_are_the_own_rituals_and_for_an_ld_lead_all_but_closed_ones(dora, bob, ritual, monday) -> None:
    other = RitualFactory(name="Other")
    RitualFactory(name="Circle", audience="members")
    RitualFactory(name="Ended", archived_at=monday)
    FacilitationFactory(user=bob, ritual=RitualFactory(name="Former", archived_at=monday))
    lead = FacilitationFactory(ritual__name="Own").user
    lead.roles = ["ld_lead"]
    lead.save()

    assert overseen_by(dora) == [ritual]
    assert overseen_by(bob) == []
    assert [found.name for found in overseen_by(lead)] == [ritual.name, other.name, "Own"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"rrule": "FREQ=WEEKLY;BYDAY=WE"}, True),
        ({"rrule": "FREQ=WEEKLY;BYDAY=TH"}, False),
        ({"kind": "demo_day"}, False),
        ({"archived_at": datetime(2026, 11, 1, tzinfo=UTC)}, False),
        ({"audience": "members"}, False),
    ],
)
def test_partner_has_the_same_form_and_people_a_near_day_and_is_alive(bob, monday, changes, found) -> None:
    weak, other = RitualFactory(), RitualFactory(**changes)
    dates(weak, "unknown", "unknown", "unknown")
    dates(other, "held", "held", "held")

    partner = partner_for(health_by_ritual([weak], now=monday)[weak.pk], bob, now=monday)

    assert partner == (other if found else None)


def test_partner_is_none_where_the_other_hardly_meets_or_is_for_others(bob, strategy, monday) -> None:
    weak = RitualFactory()
    dates(weak, "unknown", "unknown", "unknown")
    dates(RitualFactory(), "held", "unknown", "unknown")
    dates(RitualFactory(function=strategy), "held", "held", "held")

    assert partner_for(health_by_ritual([weak], now=monday)[weak.pk], bob, now=monday) is None
