"""Each definition counted a second time in plain SQL of its own, and the edges of windows and deadlines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from knowledge.enums import ArticleKind
from knowledge.models import Article, Copied, Helped, Opening, Watched
from metrics.models import Scope
from metrics.selectors.facts import count_facts, curve_frame, facts_of, month_frame, trailing_frame
from peerlearn.core.windows import trailing
from rituals.enums import CapturePolicy, RitualKind, SessionStatus, TeachingState
from rituals.models import Attendance, Session
from tests.factories.knowledge import TilFactory
from tests.factories.people import FunctionFactory, UserFactory
from tests.factories.rituals import ProgramFactory, RitualFactory, TeachingFactory


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


NOW = at(11, 23, 9)


def capture_of(session: Session) -> Article:
    return Article.objects.create(
        kind=ArticleKind.SESSION,
        session=session,
        title=session.title,
        slug=f"capture-{session.pk}",
        dated_at=session.starts_at,
        published_at=session.ends_at,
    )


@pytest.fixture
def company(alice, bob, charlie, dora, held) -> dict[str, Session]:
    """Four people. Alice taught twice and bob once; one capture is missing, one session is inside its seven days."""
    weekly = RitualFactory()
    return {
        "kept": held(at(11, 3), alice, came=(bob, dora), captured=True, ritual=weekly),
        "missing": held(at(11, 10), bob, came=(alice, dora), ritual=weekly),
        "fresh": held(at(11, 17), alice, came=(bob, alice), ritual=weekly),
        "one_off": held(at(11, 5), alice, captured=True, ritual=None),
        "too_old": held(at(10, 20), charlie, came=(charlie,), captured=True, ritual=weekly),
    }


HELD = """WITH held AS (
    SELECT * FROM rituals_session WHERE status = 'held' AND starts_at >= %(start)s AND starts_at < %(end)s
), owing AS (
    SELECT *, ends_at + interval '7 days' <= %(now)s AS late FROM held WHERE capture_policy != 'none'
), taught AS (
    SELECT session_id, user_id FROM rituals_teaching WHERE state = 'accepted'
), came AS (
    SELECT session_id, user_id FROM rituals_attendance WHERE session_id IN (SELECT id FROM held)
), opened AS (
    SELECT k.session_id, o.user_id FROM knowledge_opening o, knowledge_article k
    WHERE o.article_id = k.id AND k.session_id IS NOT NULL
      AND o.day::timestamp AT TIME ZONE 'Europe/Berlin' >= %(start)s
      AND o.day::timestamp AT TIME ZONE 'Europe/Berlin' < %(end)s
), learned AS (
    (SELECT * FROM came UNION SELECT * FROM opened) EXCEPT SELECT * FROM taught
), days AS (
    SELECT day FROM generate_series(date '2026-10-01', date '2026-12-31', interval '1 day') day
    WHERE day::timestamp AT TIME ZONE 'Europe/Berlin' >= %(start)s
      AND day::timestamp AT TIME ZONE 'Europe/Berlin' < %(end)s
), used AS (
    SELECT w.article_id, w.user_id FROM knowledge_watched w WHERE day IN (SELECT * FROM days) AND NOT seconds < 120
    UNION SELECT c.article_id, c.user_id FROM knowledge_copied c WHERE day IN (SELECT * FROM days)
    UNION SELECT h.article_id, h.user_id FROM knowledge_helped h WHERE at >= %(start)s AND at < %(end)s
), studied AS (
    (SELECT * FROM came UNION SELECT k.session_id, u.user_id FROM used u, knowledge_article k WHERE u.article_id = k.id)
    EXCEPT SELECT * FROM taught
) """
DEFINITIONS = {
    "active_teachers": "SELECT count(*) FROM people_user WHERE id IN ("
    "SELECT user_id FROM taught WHERE session_id IN (SELECT id FROM held))",
    "sessions": "SELECT count(*) FROM held WHERE ritual_id IN (SELECT id FROM rituals_ritual WHERE rrule != '')",
    "due": "SELECT count(*) FROM owing WHERE late",
    "captured": "SELECT count(*) FROM owing WHERE late AND captured_at IS NOT NULL",
    "pending": "SELECT count(*) FROM owing WHERE NOT late",
    "population": "SELECT count(*) FROM people_user "
    "WHERE is_active AND start_date < (%(end)s::timestamptz AT TIME ZONE 'Europe/Berlin')",
    "reached": "SELECT count(*) FROM people_user WHERE is_active AND id IN (SELECT user_id FROM learned)",
    "learners": "SELECT count(*) FROM people_user WHERE is_active AND id IN (SELECT user_id FROM studied)",
}


def plain_sql(now: datetime) -> dict[str, int]:
    """The definitions, one scalar query each, for the organisation's trailing 28 days."""
    window = trailing(now)
    found = {}
    with connection.cursor() as cursor:
        for name, definition in DEFINITIONS.items():
            cursor.execute(HELD + definition, {"start": window.start, "end": window.end, "now": now})
            found[name] = cursor.fetchone()[0]
    return found


def counted() -> dict[str, int]:
    facts = facts_of(trailing_frame(NOW))
    return {name: getattr(facts, name) for name in DEFINITIONS}


def test_facts_of_the_company_equal_the_plain_definitions(company):
    Opening.objects.create(article=capture_of(company["too_old"]), user=UserFactory(), day=date(2026, 11, 20))

    assert counted() == plain_sql(NOW)
    assert counted() == {
        "active_teachers": 2,
        "sessions": 3,
        "due": 3,
        "captured": 2,
        "pending": 1,
        "population": 6,
        "reached": 4,
        "learners": 3,
    }


def test_learner_watched_two_minutes_or_copied_or_was_helped_while_opening_alone_is_reach(held, alice):
    article = capture_of(held(at(11, 3), alice))
    opener, watcher, hasty, copier, helped, late = (UserFactory() for _ in range(6))
    day, today = date(2026, 11, 20), date(2026, 11, 23)
    Opening.objects.create(article=article, user=opener, day=day)
    Watched.objects.create(article=article, user=watcher, day=day, seconds=120)
    Watched.objects.create(article=article, user=hasty, day=day, seconds=119)
    Watched.objects.create(article=article, user=hasty, day=date(2026, 11, 21), seconds=119)
    Watched.objects.create(article=article, user=alice, day=day, seconds=600)
    Copied.objects.create(article=article, user=copier, day=day)
    Copied.objects.create(article=article, user=late, day=today)
    for person, minute in ((helped, 59), (late, 60)):
        row = Helped.objects.create(article=article, user=person)
        Helped.objects.filter(pk=row.pk).update(at=at(11, 22, 22) + timedelta(minutes=minute))

    assert counted() == plain_sql(NOW)
    assert (counted()["learners"], counted()["reached"]) == (3, 1)


def test_learner_of_a_short_share_counts_for_the_organisation_and_for_no_program(held, bob):
    ProgramFactory()
    share = TilFactory()
    Copied.objects.create(article=share, user=bob, day=date(2026, 11, 20))

    by_program = count_facts([trailing_frame(NOW)], Scope.PROGRAM)[trailing_frame(NOW)]

    assert facts_of(trailing_frame(NOW)).learners == 1
    assert [facts.learners for facts in by_program.values()] == [0]


def test_facts_scale_the_trailing_sessions_to_a_month(company):
    facts = facts_of(trailing_frame(NOW))

    assert facts.learning_rituals == 3 * 30.4375 / 28
    assert facts.velocity == pytest.approx(2 * 3 * 30.4375 / 28 * 2 / 3)
    assert facts.first_due_at == company["fresh"].ends_at + timedelta(days=7)


def test_facts_without_one_attendance_reach_one_person_less(company):
    assert counted()["reached"] == 3

    Attendance.objects.filter(session=company["missing"], user__name="Alice Teacher").delete()

    assert counted()["reached"] == plain_sql(NOW)["reached"] == 2


def test_facts_without_one_capture_have_a_lower_rate(company):
    Session.objects.filter(pk=company["kept"].pk).update(captured_at=None)

    assert counted() == plain_sql(NOW)
    assert facts_of(trailing_frame(NOW)).capture_rate == 1 / 3


def test_facts_without_one_session_have_one_ritual_and_one_teacher_less(company):
    company["missing"].attendances.all().delete()
    company["missing"].teachings.all().delete()
    company["missing"].delete()

    assert counted() == plain_sql(NOW)
    assert (counted()["sessions"], counted()["active_teachers"]) == (2, 1)


@pytest.mark.parametrize(
    "status",
    [SessionStatus.SCHEDULED, SessionStatus.NOT_HELD, SessionStatus.UNKNOWN, SessionStatus.CANCELLED],
)
def test_session_that_was_not_held_counts_nowhere(company, status):
    Session.objects.update(status=status)

    facts = facts_of(trailing_frame(NOW))

    assert (facts.sessions, facts.active_teachers, facts.due, facts.pending, facts.reached) == (0, 0, 0, 0, 0)
    assert facts.velocity == 0


def test_teacher_who_only_was_invited_or_declined_does_not_count(held, alice, bob):
    session = held(at(11, 3))
    TeachingFactory(session=session, user=alice, state=TeachingState.INVITED)
    TeachingFactory(session=session, user=bob, state=TeachingState.DECLINED)

    assert facts_of(trailing_frame(NOW)).active_teachers == 0


def test_authors_of_working_out_loud_do_not_count_as_teachers_while_hosts_of_circles_do(held, alice, bob):
    held(at(11, 3), alice, kind=RitualKind.WORKING_OUT_LOUD)
    held(at(11, 4), bob, kind=RitualKind.COACHING_CIRCLE, capture_policy=CapturePolicy.NONE)

    facts = facts_of(trailing_frame(NOW))

    assert (facts.active_teachers, facts.sessions, facts.due) == (1, 2, 1)


def test_opening_ones_own_capture_reaches_nobody(held, alice, bob):
    article = capture_of(held(at(11, 3), alice))
    Opening.objects.create(article=article, user=alice, day=date(2026, 11, 4))
    assert facts_of(trailing_frame(NOW)).reached == 0

    Opening.objects.create(article=article, user=bob, day=date(2026, 11, 4))
    assert facts_of(trailing_frame(NOW)).reached == 1


def test_population_of_a_day_is_who_was_hired_and_had_not_left(db):
    UserFactory(start_date=date(2026, 11, 22))
    UserFactory(start_date=date(2026, 11, 23))
    UserFactory(end_date=date(2026, 11, 22))
    UserFactory(end_date=date(2026, 11, 23), is_active=False)
    UserFactory(is_active=False)

    assert facts_of(trailing_frame(NOW)).population == 2


def test_trailing_window_with_a_clock_change_begins_and_ends_at_local_midnight(held, alice):
    """Clocks in Berlin went back on 25 October 2026: the window of 23 November begins in winter, of 20 in summer."""
    held(at(10, 25, 23, 0), alice)  # Monday 26 October 00:00, the first instant
    held(at(10, 25, 22, 59), alice)  # Sunday 25 October 23:59
    held(at(11, 22, 22, 59), alice)  # the last minute
    held(at(11, 22, 23, 0), alice)  # today

    assert facts_of(trailing_frame(NOW)).sessions == 2
    assert facts_of(curve_frame(date(2026, 11, 20))).sessions == 2
    assert facts_of(trailing_frame(NOW)).learning_rituals == 2 * 30.4375 / 28


def test_calendar_month_is_the_organisations_and_counts_sessions_as_they_are(held, alice):
    held(at(10, 31, 22, 59), alice, captured=True)  # 31 October 23:59
    held(at(10, 31, 23, 0), alice, captured=True)  # 1 November 00:00

    october = facts_of(month_frame(date(2026, 10, 15), NOW))
    november = facts_of(month_frame(date(2026, 11, 1), NOW))

    assert (october.sessions, october.learning_rituals, november.learning_rituals) == (1, 1, 1)


def test_deadline_is_judged_at_the_day_of_the_curve_while_the_capture_is_known_now(held, alice):
    held(at(11, 3), alice, captured=True)

    before, after = facts_of(curve_frame(date(2026, 11, 10))), facts_of(curve_frame(date(2026, 11, 11)))

    assert (before.due, before.pending, before.velocity) == (0, 1, None)
    assert (after.due, after.captured, after.pending) == (1, 1, 0)


def test_program_counts_its_own_sessions_and_its_functions_people(held, alice, bob, charlie):
    program, other = ProgramFactory(), ProgramFactory()
    program.functions.add(alice.function)
    held(at(11, 3), alice, came=(bob, charlie), captured=True, ritual=RitualFactory(program=program))
    held(at(11, 4), charlie, came=(alice,), ritual=RitualFactory())
    everybody = 4  # with mara, whom alice and bob report to

    by_program = count_facts([trailing_frame(NOW)], Scope.PROGRAM)[trailing_frame(NOW)]

    mine, empty = by_program[program.pk], by_program[other.pk]
    assert (mine.active_teachers, mine.sessions, mine.captured, mine.population, mine.reached) == (1, 1, 1, 3, 1)
    assert (empty.sessions, empty.population, empty.reached) == (0, everybody, 0)


def test_function_counts_its_sub_tree_and_its_people_wherever_they_learned(held, alice, bob, charlie):
    parent = FunctionFactory(name="Advisory")
    alice.function.parent = parent
    alice.function.save()
    held(at(11, 3), alice, charlie, came=(bob,), captured=True)
    held(at(11, 4), charlie, came=(alice,))

    by_function = count_facts([trailing_frame(NOW)], Scope.FUNCTION)[trailing_frame(NOW)]

    for function in (parent, alice.function):
        facts = by_function[function.pk]
        assert (facts.active_teachers, facts.sessions, facts.population, facts.reached) == (1, 1, 3, 2)
    assert by_function[charlie.function_id].sessions == 2


def test_facts_of_many_windows_and_scopes_take_five_queries(company, django_assert_num_queries):
    frames = [curve_frame(date(2026, 11, day)) for day in range(1, 24)]

    with django_assert_num_queries(5):
        count_facts(frames, Scope.FUNCTION)
