from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import connection

from peerlearn.people.models import User
from rituals.enums import CapturePolicy, RitualKind
from rituals.models import Ritual, Session
from rituals.services.series import create_ritual, materialise, materialise_all
from tests.factories.people import UserFactory
from tests.factories.rituals import RitualFactory, SkipDateFactory


def make(by: User, now: datetime, **changes: object) -> Ritual:
    fields = {
        "name": "AI brown bag",
        "rrule": "FREQ=WEEKLY;BYDAY=TU",
        "first_date": date(2026, 11, 24),
        "start_time": time(14),
        "time_zone": "Europe/Berlin",
        "duration_minutes": 30,
        "now": now,
    }
    return create_ritual(by, **(fields | changes))


def test_create_ritual_materialises_26_weeks_and_makes_the_creator_facilitator(dora: User, monday: datetime) -> None:
    ritual = make(dora, monday, place="Room 4", capacity=12)

    sessions = list(ritual.sessions.order_by("starts_at"))
    assert len(sessions) == 26
    assert sessions[0].starts_at == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert sessions[0].ends_at - sessions[0].starts_at == timedelta(minutes=30)
    assert sessions[-1].starts_at == datetime(2027, 5, 18, 12, tzinfo=UTC)
    assert {(s.place, s.capacity, s.time_zone, s.status) for s in sessions} == {
        ("Room 4", 12, "Europe/Berlin", "scheduled")
    }
    assert [f.user for f in ritual.facilitations.all()] == [dora]


def test_create_ritual_with_facilitators_names_only_them(dora: User, bob: User, alice: User, monday: datetime) -> None:
    ritual = make(dora, monday, facilitators=[bob, alice, bob])

    assert {f.user for f in ritual.facilitations.all()} == {alice, bob}


def test_create_ritual_moves_first_date_to_the_first_fitting_day(dora: User, monday: datetime) -> None:
    assert make(dora, monday, first_date=date(2026, 11, 25)).first_date == date(2026, 12, 1)


def test_create_ritual_twice_gives_two_addresses(dora: User, monday: datetime) -> None:
    assert [make(dora, monday, name=name).slug for name in ("Circle", "Circle", "circle!", "☕", "New")] == [
        "circle",
        "circle-2",
        "circle-3",
        "ritual",
        "new-2",
    ]


def test_create_ritual_with_a_hostile_rule_makes_nothing(dora: User, monday: datetime) -> None:
    with pytest.raises(ValueError, match="weekly or monthly"):
        make(dora, monday, rrule="FREQ=SECONDLY")

    assert Ritual.objects.count() == Session.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "policy"),
    [(RitualKind.BROWN_BAG, CapturePolicy.STANDARD), (RitualKind.COACHING_CIRCLE, CapturePolicy.NONE)],
)
def test_create_ritual_takes_the_usual_capture_policy_of_its_form(
    dora: User, monday: datetime, kind: str, policy: str
) -> None:
    assert make(dora, monday, kind=kind).capture_policy == policy


def test_materialise_again_adds_nothing_and_touches_nothing(monday: datetime, db: None) -> None:
    ritual = RitualFactory()
    assert materialise(ritual, now=monday) == 26
    touched = ritual.sessions.earliest("starts_at")
    touched.title = "Taken"
    touched.starts_at += timedelta(hours=1)
    touched.ends_at += timedelta(hours=1)
    touched.save()

    assert materialise(ritual, now=monday) == 0

    assert ritual.sessions.count() == 26
    touched.refresh_from_db()
    assert touched.title == "Taken"


def test_materialise_a_week_later_adds_one(monday: datetime, db: None) -> None:
    ritual = RitualFactory()
    materialise(ritual, now=monday)

    assert materialise(ritual, now=monday + timedelta(days=7)) == 1


def test_materialise_all_leaves_out_skip_dates_and_archived_rituals(monday: datetime, db: None) -> None:
    running = RitualFactory()
    SkipDateFactory(ritual=running, day=date(2026, 12, 22))
    RitualFactory(archived_at=monday)
    RitualFactory(rrule="", first_date=None, start_time=None)

    assert materialise_all(now=monday) == 25

    assert not Session.objects.filter(starts_at__date=date(2026, 12, 22)).exists()
    assert set(Session.objects.values_list("ritual", flat=True)) == {running.pk}


def test_materialise_all_needs_the_same_queries_for_one_and_three(
    monday: datetime, db: None, django_assert_num_queries
) -> None:
    RitualFactory()
    with django_assert_num_queries(11):
        materialise_all(now=monday - timedelta(days=7))
    RitualFactory.create_batch(2)
    with django_assert_num_queries(11):
        materialise_all(now=monday)


@pytest.mark.django_db(transaction=True)
def test_rituals_of_one_name_made_at_once_get_addresses_of_their_own(monday: datetime) -> None:
    people = UserFactory.create_batch(5)
    start = Barrier(len(people))

    def make_one(person: User) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return make(person, monday, name="Circle").slug
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        slugs = sorted(pool.map(make_one, people))

    assert slugs == ["circle", "circle-2", "circle-3", "circle-4", "circle-5"]
