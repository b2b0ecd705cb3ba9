"""Snapshots are recomputed from facts as a whole, and one run at a time."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from metrics.models import Scope, Snapshot, Span
from metrics.services.snapshots import LOCK, compute, compute_around
from rituals.models import Session
from tests.factories.people import FunctionFactory, UserFactory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def rows() -> list[tuple]:
    fields = [field.name for field in Snapshot._meta.fields if field.name not in ("id", "computed_at")]
    return sorted(Snapshot.objects.values_list(*fields), key=str)


@pytest.fixture
def week(held, alice, bob) -> list[Session]:
    return [
        held(datetime(2026, 11, day, 12, tzinfo=UTC), alice, came=(bob,), captured=day < 6) for day in (3, 5, 10, 17)
    ]


def test_compute_writes_each_window_of_each_scope_once(week):
    compute(as_of=NOW)

    organisation = Snapshot.objects.filter(scope=Scope.ORGANISATION)
    assert organisation.filter(span=Span.TRAILING).count() == 35
    assert list(organisation.filter(span=Span.MONTH).order_by("day").values_list("day", "sessions")) == [
        (date(2026, 10, 1), 0),
        (date(2026, 11, 1), 4),
    ]
    headline = organisation.get(span=Span.TRAILING, day=date(2026, 11, 23))
    assert (headline.active_teachers, headline.sessions, headline.due, headline.captured, headline.pending) == (
        1,
        4,
        3,
        2,
        1,
    )
    assert headline.velocity == pytest.approx(1 * 4 * 30.4375 / 28 * 2 / 3)


def test_compute_twice_gives_the_same_rows(week):
    compute(as_of=NOW)
    first = rows()

    compute(as_of=NOW)

    assert rows() == first
    assert len(first) == 2 * (35 + 2)  # the organisation and one function


def test_compute_after_a_correction_takes_what_is_known_now(week):
    compute(as_of=NOW)

    Session.objects.filter(pk=week[2].pk).update(captured_at=NOW)
    compute(as_of=NOW)

    headline = Snapshot.objects.get(span=Span.TRAILING, scope=Scope.ORGANISATION, day=date(2026, 11, 23))
    assert headline.capture_rate == 1.0


def test_compute_after_missed_nights_fills_the_gap(week):
    compute(as_of=datetime(2026, 11, 19, 2, tzinfo=UTC))

    compute(as_of=NOW)

    days = Snapshot.objects.filter(span=Span.TRAILING, scope=Scope.ORGANISATION, day__gt=date(2026, 11, 19))
    assert days.count() == 4


def test_compute_drops_the_rows_of_a_function_that_is_gone(week):
    tax = FunctionFactory(name="Tax")
    UserFactory(function=tax)
    compute(as_of=NOW)
    assert Snapshot.objects.filter(scope=Scope.FUNCTION, scope_id=tax.pk).exists()

    tax.people.all().delete()
    tax.delete()
    compute(as_of=NOW)

    assert not Snapshot.objects.filter(scope=Scope.FUNCTION, scope_id=tax.pk).exists()


def test_compute_around_a_day_touches_the_windows_that_hold_it(week, monday):
    compute_around(date(2026, 11, 3))

    days = list(
        Snapshot.objects.filter(scope=Scope.ORGANISATION, span=Span.TRAILING)
        .order_by("day")
        .values_list("day", flat=True)
    )
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 3), date(2026, 11, 23), 21)


@pytest.fixture
def other_run() -> Iterator[threading.Event]:
    """Another run that is at work until the event is set."""
    taken, done = threading.Event(), threading.Event()

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            taken.set()
            done.wait(timeout=10)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    taken.wait(timeout=10)
    yield done
    done.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_compute_beside_another_run_writes_nothing(other_run):
    assert (compute(as_of=NOW), Snapshot.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_compute_around_a_changed_day_waits_for_the_other_run(other_run, monday):
    soon = threading.Timer(0.5, other_run.set)
    soon.start()

    compute_around(date(2026, 11, 3))

    soon.join()
    assert Snapshot.objects.filter(scope=Scope.ORGANISATION, span=Span.TRAILING).count() == 21
