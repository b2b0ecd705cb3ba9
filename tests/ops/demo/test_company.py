"""The demo company has the figures of the reference case, tells the same story twice, and lives on without harm.

One company is written for all tests of this module and cleared away after them; what a test changes is rolled back.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings

from knowledge.models import Article, Copied, Opening, Recording
from metrics.selectors.diagnosis import Finding, Tier, diagnose
from metrics.selectors.facts import curve_frame, facts_of
from peerlearn.core.windows import local_midnight
from peerlearn.ops.demo.company import create_company, write_events
from peerlearn.ops.demo.continuing import continue_company
from peerlearn.ops.demo.timeline import Timeline
from peerlearn.ops.models import DemoCompany
from peerlearn.people.models import LeadAssignment, User
from recognition.models import Kudos
from rituals.enums import CheckIn, Reply, SessionStatus, TeachingState
from rituals.models import RSVP, Attendance, Champion, Session, Teaching, TopicRequest

TODAY = date(2026, 11, 23)  # a Monday; the clocks changed four weeks before
T = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Berlin"))
SEED = 7
PASSWORD = "a password for tests"

pytestmark = pytest.mark.django_db

# What two runs with one seed must agree on, by natural keys.
EVENTS = (
    "SELECT email, name, job_title, start_date FROM people_user",
    "SELECT slug, rrule, first_date, start_time, time_zone FROM rituals_ritual",
    "SELECT uid, title, status, starts_at, captured_at, capture_due_at FROM rituals_session",
    "SELECT uid, email, answered_at FROM rituals_teaching t JOIN rituals_session s ON s.id = t.session_id"
    " JOIN people_user u ON u.id = t.user_id",
    "SELECT uid, email, noted_at FROM rituals_attendance a JOIN rituals_session s ON s.id = a.session_id"
    " JOIN people_user u ON u.id = a.user_id",
    "SELECT uid, email, reply, replied_at FROM rituals_rsvp r JOIN rituals_session s ON s.id = r.session_id"
    " JOIN people_user u ON u.id = r.user_id",
    "SELECT slug, title, body, published_at FROM knowledge_article",
    "SELECT r.title, r.created_at, answered_at_second, s.uid, email FROM rituals_topicrequest r"
    " JOIN rituals_requestvote v ON v.request_id = r.id JOIN people_user u ON u.id = v.user_id"
    " LEFT JOIN rituals_session s ON s.id = r.session_id",
    "SELECT named.email, namer.email FROM rituals_naming n JOIN people_user named ON named.id = n.named_id"
    " JOIN people_user namer ON namer.id = n.named_by_id",
    "SELECT slug, number, starts, speaker, text FROM knowledge_passage p"
    " JOIN knowledge_article a ON a.id = p.article_id",
    "SELECT slug, email, day FROM knowledge_opening o JOIN knowledge_article a ON a.id = o.article_id"
    " JOIN people_user u ON u.id = o.user_id",
    "SELECT slug, email, at FROM knowledge_helped h JOIN knowledge_article a ON a.id = h.article_id"
    " JOIN people_user u ON u.id = h.user_id",
    "SELECT slug, email, k.text, openness, given_at FROM recognition_kudos k"
    " JOIN knowledge_article a ON a.id = k.article_id JOIN people_user u ON u.id = k.giver_id",
)

# Every figure of the case once more, by nothing but SQL.
NAMED = """
WITH program_session AS (
    SELECT s.* FROM rituals_session s JOIN rituals_ritual r ON r.id = s.ritual_id
    WHERE s.status = 'held' AND r.program_id IS NOT NULL
), recent AS (
    SELECT * FROM rituals_session WHERE status = 'held' AND starts_at >= %(start)s AND starts_at < %(end)s
), learner AS (
    SELECT user_id FROM rituals_attendance JOIN recent ON recent.id = session_id
), reader AS (
    SELECT user_id FROM knowledge_opening o JOIN knowledge_article a ON a.id = o.article_id
    WHERE a.session_id IS NOT NULL AND o.day >= %(first)s AND o.day < %(today)s
)
"""
FIGURES = {
    "people": ("SELECT count(*) FROM people_user WHERE is_active AND start_date < %(start)s", 1200),
    "functions of 200": (
        "SELECT count(*) FROM (SELECT 1 FROM people_user GROUP BY function_id HAVING count(*) = 200) f",
        6,
    ),
    "topics": ("SELECT count(*) FROM topics_topic", 60),
    "held": ("SELECT count(*) FROM program_session", 780),
    "rituals with 26 sessions": (
        "SELECT count(*) FROM (SELECT 1 FROM program_session GROUP BY ritual_id HAVING count(*) = 26) r",
        30,
    ),
    "held after the start": ("SELECT count(*) FROM rituals_session WHERE status = 'held' AND starts_at >= %(end)s", 0),
    "attendances": ("SELECT count(*) FROM rituals_attendance", 7800),
    "people who attended": ("SELECT count(DISTINCT user_id) FROM rituals_attendance", 1200),
    "teachers": (
        "SELECT count(DISTINCT user_id) FROM rituals_teaching JOIN recent ON recent.id = session_id"
        " WHERE state = 'accepted'",
        30,
    ),
    "sessions": ("SELECT count(*) FROM recent", 120),
    "due": ("SELECT count(*) FROM recent WHERE capture_due_at <= %(end)s", 90),
    "captured": ("SELECT count(*) FROM recent WHERE capture_due_at <= %(end)s AND captured_at <= capture_due_at", 90),
    "to capture": (
        "SELECT count(*) FROM recent WHERE captured_at IS NULL AND starts_at >= %(end)s - interval '4 days'",
        8,
    ),
    "attended": ("SELECT count(DISTINCT user_id) FROM learner", 732),
    "reached": ("SELECT count(*) FROM (SELECT user_id FROM learner UNION SELECT user_id FROM reader) r", 1020),
    "thanked": (
        "SELECT count(DISTINCT receiver_id) FROM recognition_kudos"
        " WHERE given_at >= %(end)s - interval '60 days' AND given_at < %(end)s",
        24,
    ),
}


def value(figure: str) -> int:
    sql, _expected = FIGURES[figure]
    with connection.cursor() as cursor:
        cursor.execute(
            NAMED + sql, {"start": T - timedelta(days=28), "end": T, "first": TODAY - timedelta(28), "today": TODAY}
        )
        return int(cursor.fetchone()[0])


def digest() -> list[str]:
    found = []
    for sql in EVENTS:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = sorted(repr(row) for row in cursor.fetchall())
        found.append(f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}")
    return found


@pytest.fixture(scope="module")
def digests(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[list[str]]]:
    """The company is in the database; the digests are of its events and of a first run with the same seed."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        with transaction.atomic():
            write_events(Timeline(SEED, TODAY), password=PASSWORD, progress=list)
            first = digest()
            transaction.set_rollback(True)
        create_company(today=TODAY, seed=SEED, password=PASSWORD, progress=list)
        yield [first, digest()]
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def company(digests, db) -> DemoCompany:
    """The company as it was created."""
    return DemoCompany.objects.get()


@pytest.mark.parametrize("figure", FIGURES)
def test_company_figure_in_plain_sql_is_that_of_the_reference_case(company, figure):
    assert value(figure) == FIGURES[figure][1]


def test_company_velocity_and_reach_are_those_of_the_reference_case(company):
    facts = facts_of(curve_frame(TODAY))

    assert (facts.active_teachers, facts.sessions, facts.due, facts.captured, facts.pending) == (30, 120, 90, 90, 30)
    assert facts.velocity == pytest.approx(3913.39, abs=0.005)
    assert facts.velocity_per_100 == pytest.approx(27.176, abs=0.0005)
    assert facts.reached / facts.population == 0.85


def test_company_is_diagnosed_as_best_in_class_and_healthy(company):
    found = diagnose(T)

    assert (found.tier, found.finding) == (Tier.BEST_IN_CLASS, Finding.HEALTHY)


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        (
            "DELETE FROM rituals_attendance WHERE id = (SELECT max(id) FROM rituals_attendance)",
            {"attendances": 7799},
        ),
        (
            "UPDATE rituals_session SET captured_at = NULL WHERE id = (SELECT max(id) FROM rituals_session"
            " WHERE captured_at IS NOT NULL AND capture_due_at < '2026-11-20' AND starts_at > '2026-11-01')",
            {"captured": 89, "due": 90},
        ),
        (
            "UPDATE rituals_session SET status = 'cancelled' WHERE id = (SELECT max(id) FROM rituals_session"
            " WHERE status = 'held' AND starts_at BETWEEN '2026-11-01' AND '2026-11-10')",
            {"held": 779, "sessions": 119, "due": 89},
        ),
    ],
    ids=["attendance", "capture", "session"],
)
def test_company_figure_differs_when_one_fact_is_gone(company, change, figures):
    with connection.cursor() as cursor:
        cursor.execute(change)

    assert {figure: value(figure) for figure in figures} == figures


def test_company_of_the_same_seed_and_day_has_the_same_rows(digests):
    first, second = digests

    assert first == second


def test_company_has_its_sign_ins_in_their_places(company):
    by_role = {user.email.split("@")[0]: user for user in User.objects.filter(email__endswith="@demo.example")}

    assert sorted(by_role) == ["admin", "champion", "employee", "ld", "lead", "manager", "teacher"]
    assert by_role["teacher"].manager == by_role["champion"].manager == by_role["manager"]
    assert (by_role["ld"].roles, by_role["admin"].roles) == ({"ld_lead"}, {"admin"})
    assert all(user.check_password(PASSWORD) for user in by_role.values())
    assert not User.objects.exclude(email__endswith="@demo.example").filter(password__regex="^[^!]").exists()
    assert LeadAssignment.objects.filter(allocation_percent=10, agreed_at__isnull=False).count() == 6
    assert by_role["lead"].lead_assignments.get().function == by_role["lead"].function


def test_company_employee_has_something_on_every_page(company):
    employee = User.objects.get(email="employee@demo.example")

    assert employee.attendances.count() >= 8
    assert set(employee.rsvps.filter(session__starts_at__gte=T).values_list("reply", flat=True)) == {
        Reply.ACCEPTED,
        Reply.TENTATIVE,
    }
    assert employee.kudos_given.count() >= 2
    assert employee.circles.count() == 1


def test_company_asks_for_topics_that_wait_have_a_date_or_are_answered(company):
    answered = TopicRequest.objects.exclude(answered_at_second=None)
    planned = TopicRequest.objects.filter(session__starts_at__gte=T)

    assert (TopicRequest.objects.open().count(), planned.count(), answered.count()) == (7, 3, 2)
    assert all(request.session.captured_at for request in answered)
    assert Champion.objects.count() == 30


def test_company_teachers_are_no_learners_of_their_own_sessions(company):
    taught = Teaching.objects.values_list("session_id", "user_id")
    attended = Attendance.objects.values_list("session_id", "user_id")
    opened = Opening.objects.values_list("article__session_id", "user_id")

    assert set(taught) & set(attended) == set(taught) & set(opened) == set()


def test_company_copies_from_what_it_opens_on_the_same_day(company):
    opened = Opening.objects.values_list("article", "user", "day")
    copied = Copied.objects.exclude(snippet=None).values_list("article", "user", "day")

    assert set(copied) - set(opened) == set()
    assert 0.15 < len(copied) / len(opened) < 0.35


def test_company_next_session_is_on_the_next_working_day_and_one_slot_in_six_is_open(company):
    coming = Session.objects.scheduled().filter(ritual__external_id__startswith="demo:brown-bag-")

    assert coming.order_by("starts_at").first().starts_at < T + timedelta(days=1)
    assert (coming.count(), coming.without_teacher().count()) == (780, 130)
    assert not coming.without_teacher().exclude(title="").exists()
    assert not Session.objects.scheduled().filter(starts_at__lt=T).exists()


def test_company_archived_series_is_opened_by_people_hired_later(company):
    opened = Opening.objects.filter(article__session__ritual__archived_at__isnull=False)

    assert opened.values("article").distinct().count() == 8
    assert all(row.user.start_date > row.article.dated_at.date() for row in opened.select_related("user", "article"))


def test_company_recording_is_as_long_as_its_transcript(company):
    recording = Recording.objects.get()

    last = recording.article.passages.order_by("-number").first()
    assert recording.article.session.teachings.get().user.email == "teacher@demo.example"
    assert 0 <= recording.duration_seconds - last.ends < 1
    assert recording.file.size == pytest.approx(44 + 8000 * recording.duration_seconds, abs=8000)


def test_company_continued_by_three_days_adds_them_and_captures(company):
    assert continue_company(today=TODAY + timedelta(days=3), progress=list) is True

    held = Session.objects.held().filter(starts_at__gte=T)
    assert held.count() == 18
    assert {held.filter(starts_at__gte=T + timedelta(days=n)).count() for n in range(4)} == {18, 12, 6, 0}
    assert Attendance.objects.filter(session__in=held).count() == 180
    assert not held.without_teacher().exists()
    assert Session.objects.held().filter(captured_at__gte=T, captured_at__lt=T + timedelta(days=3)).count() >= 8
    assert not Article.objects.filter(published_at__gte=T + timedelta(days=3)).exists()
    assert not Article.objects.filter(published_at__gte=T, search_document=None).exists()


def test_company_continued_twice_to_one_day_stays_as_it_is(company):
    continue_company(today=TODAY + timedelta(days=3), progress=list)
    before = digest()

    assert continue_company(today=TODAY + timedelta(days=3), progress=list) is False
    assert digest() == before


def test_company_continued_changes_nothing_that_people_touched(company):
    employee = User.objects.get(email="employee@demo.example")
    coming = Session.objects.scheduled().filter(
        ritual__external_id__startswith="demo:brown-bag-", starts_at__lt=T + timedelta(days=3)
    )
    taken = list(coming.exclude(title="").exclude(rsvps__user=employee).order_by("starts_at")[:4])
    renamed, cancelled, wanted, declined = taken
    claimed = coming.without_teacher().order_by("starts_at")[0]
    article = Article.objects.filter(kind="session").latest("dated_at")
    Session.objects.filter(pk=renamed.pk).update(title="What we learned on Friday")
    Session.objects.filter(pk=cancelled.pk).update(status=SessionStatus.CANCELLED)
    RSVP.objects.create(session=wanted, user=employee, reply=Reply.ACCEPTED, replied_at=T)
    RSVP.objects.create(session=declined, user=employee, reply=Reply.DECLINED, replied_at=T)
    Session.objects.filter(pk=claimed.pk).update(title="My first session")
    Teaching.objects.create(session=claimed, user=employee, state=TeachingState.ACCEPTED)
    Article.objects.filter(pk=article.pk).update(body="Corrected by a person.")

    continue_company(today=TODAY + timedelta(days=10), progress=list)

    renamed, cancelled, claimed = (Session.objects.get(pk=row.pk) for row in (renamed, cancelled, claimed))
    assert (renamed.title, renamed.status, renamed.captured_at) == ("What we learned on Friday", "held", None)
    assert (cancelled.status, cancelled.attendances.count()) == ("cancelled", 0)
    assert (claimed.title, claimed.status, claimed.captured_at) == ("My first session", "held", None)
    assert [teaching.user for teaching in claimed.teachings.all()] == [employee]
    assert Article.objects.get(pk=article.pk).body == "Corrected by a person."
    since = Attendance.objects.filter(user=employee, session__starts_at__gte=T, how=CheckIn.JOIN_LINK)
    assert wanted.pk in since.values_list("session_id", flat=True)
    assert declined.pk not in since.values_list("session_id", flat=True)
    assert not Kudos.objects.filter(giver=employee, given_at__gte=T).exists()


def test_company_continued_over_its_horizon_plans_new_sessions(company):
    continue_company(today=TODAY + timedelta(days=10), progress=list)

    beyond = Session.objects.scheduled().filter(
        ritual__external_id__startswith="demo:brown-bag-", starts_at__gte=local_midnight(TODAY + timedelta(weeks=26))
    )
    assert beyond.count() == 48
    assert beyond.without_teacher().count() == beyond.filter(title="").count() == 8
