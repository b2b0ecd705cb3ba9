"""The dashboard and the facts behind its figures, for those who may see them."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from metrics.services.snapshots import compute
from metrics.velocity import Facts
from metrics.words import little_reach, velocity_change
from peerlearn.people.models import Role, User
from rituals.enums import Audience
from tests.factories.people import FunctionFactory, UserFactory
from tests.factories.rituals import AttendanceFactory, RitualFactory

pytestmark = pytest.mark.usefixtures("monday")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def lou(db) -> User:
    """The L&D lead."""
    return UserFactory(name="Lou Learning", email="lou@example.com", roles=[Role.LD_LEAD])


def figure_on(page: str, name: str) -> str:
    found = re.search(rf'data-figure="{name}">(.*?)</(?:span|dd)>', page, re.DOTALL)
    assert found, name
    return strip_tags(found[1]).strip()


def read(client, url: str) -> str:
    return client.get(url).content.decode()


def test_dashboard_shows_velocity_and_its_factors(client_of, lou, held, alice, bob):
    weekly = RitualFactory()
    for day in (3, 10):
        held(datetime(2026, 11, day, 12, tzinfo=UTC), alice, came=(bob,), captured=day == 3, ritual=weekly)

    page = read(client_of(lou), reverse("metrics:dashboard"))

    names = ("velocity", "active_teachers", "learning_rituals", "capture_rate", "reach", "month")
    assert {name: figure_on(page, name) for name in names} == {
        "velocity": "1",
        "active_teachers": "1",
        "learning_rituals": "2.2",
        "capture_rate": "50 %",
        "reach": "25 %",
        "month": "1 teacher, 2 rituals, 1 of 2 captured, 0 within their 7 days",
    }
    assert "Capture holds us back, not the will to teach" in page
    assert "recording or transcript, notes, topic" in page  # what the late one misses


def test_dashboard_before_the_first_deadline_says_when_the_first_value_comes(client_of, lou, held, alice):
    held(datetime(2026, 11, 20, 12, tzinfo=UTC), alice)

    page = read(client_of(lou), reverse("metrics:dashboard"))

    assert figure_on(page, "velocity") == "–, first value on 27 November"
    assert figure_on(page, "month") == "1 teacher, 1 ritual, 1 within its 7 days"


def test_dashboard_on_the_day_of_the_first_session_shows_it_in_the_running_month(client_of, lou, held, alice):
    held(NOW - timedelta(hours=1), alice)

    page = read(client_of(lou), reverse("metrics:dashboard"))

    assert (figure_on(page, "velocity"), figure_on(page, "month")) == ("0", "1 teacher, 1 ritual, 1 within its 7 days")


def test_dashboard_of_an_empty_organisation_proposes_a_first_ritual(client_of, lou):
    page = read(client_of(lou), reverse("metrics:dashboard"))

    assert figure_on(page, "month") == "0 teachers, 0 rituals, 0 within their 7 days"
    assert "It begins with a first weekly ritual" in page
    assert reverse("rituals:ritual_new") in page


@pytest.mark.parametrize("url", ["/metrics/", "/metrics/figures/reach/"])
def test_figures_are_closed_to_colleagues_and_the_page_says_who_can(client_of, bob, url):
    answer = client_of(bob).get(url)

    assert answer.status_code == 403
    assert "The L&D lead, the peer-learning leads of the functions" in unescape(answer.content.decode())


@pytest.mark.parametrize("person", ["lena", "admin", "lou"])
def test_figures_are_open_to_leads_and_administrators(client_of, request, person):
    assert client_of(request.getfixturevalue(person)).get("/metrics/").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/metrics/figures/nothing/",
        *(
            f"/metrics/figures/velocity/?month={month}"
            for month in ("2026-13", "9999-12", "0001-01", "1" * 400, "-1", "x")
        ),
    ],
)
def test_figure_that_does_not_exist_is_not_found(client_of, lou, url):
    assert client_of(lou).get(url).status_code == 404


@pytest.mark.parametrize("page", ["-1", "abc", "1" + "0" * 400, ""])
def test_page_of_a_figure_that_makes_no_sense_is_one_that_exists(client_of, lou, held, alice, page):
    held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice)

    assert "Alice Teacher" in read(client_of(lou), f"/metrics/figures/active_teachers/?page={page}&per_page=1000000")


@pytest.mark.parametrize("name", ["velocity", "active_teachers", "learning_rituals", "capture_rate", "reach"])
@pytest.mark.parametrize("query", ["", "?month=2026-11"])
def test_pages_of_figures_never_name_learners(client_of, lou, held, alice, name, query):
    learners = UserFactory.create_batch(6, name="Secret Learner", function=alice.function)
    held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice, came=tuple(learners), captured=True)

    page = read(client_of(lou), f"/metrics/figures/{name}/{query}")

    assert "Secret Learner" not in page
    assert not any(reverse("people:profile", args=[learner.pk]) in page for learner in learners)


def test_teachers_behind_the_figure_stand_with_their_sessions(client_of, lou, held, alice, bob):
    for day in (3, 10):
        held(datetime(2026, 11, day, 12, tzinfo=UTC), alice)
    held(datetime(2026, 11, 4, 12, tzinfo=UTC), bob)

    page = strip_tags(read(client_of(lou), "/metrics/figures/active_teachers/"))

    assert re.findall(r"(Alice Teacher|Bob Colleague)\s*Strategy\s*(\d+)", re.sub(r"\s+", " ", page)) == [
        ("Alice Teacher", "2"),
        ("Bob Colleague", "1"),
    ]


def test_sessions_of_a_closed_circle_are_counted_and_not_listed(client_of, lou, held, alice):
    held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice, title="Our circle's trouble", audience=Audience.MEMBERS)

    for name in ("learning_rituals", "capture_rate"):
        page = read(client_of(lou), f"/metrics/figures/{name}/")
        assert "Our circle" not in page
        assert "1 session of a closed circle counts" in page
    assert "Our circle" not in read(client_of(lou), "/metrics/")


def test_reach_by_function_hides_small_groups(client_of, lou, held, alice):
    session = held(datetime(2026, 11, 3, 12, tzinfo=UTC), alice)
    for name, size in (("Audit", 3), ("Legal", 12), ("Sales", 30)):
        for person in UserFactory.create_batch(size, function=FunctionFactory(name=name)):
            AttendanceFactory(session=session, user=person)

    page = read(client_of(lou), "/metrics/figures/reach/")

    assert "Audit" not in page
    assert re.search(r"Sales</th><td class=\"num\">30</td><td class=\"num\">30<", page)
    assert "Small groups together" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_dashboard_and_lists_take_the_same_queries_at_any_size(
    client_of, lou, held, alice, rows, django_assert_num_queries
):
    for number in range(rows):
        teacher = UserFactory()
        held(NOW - timedelta(days=20, hours=number), teacher, came=(alice,), ritual=RitualFactory())
    compute(as_of=NOW)
    client = client_of(lou)

    with django_assert_num_queries(DASHBOARD_QUERIES):
        client.get("/metrics/")
    for name, queries in LIST_QUERIES.items():
        with django_assert_num_queries(queries):
            client.get(f"/metrics/figures/{name}/")


DASHBOARD_QUERIES = 13
LIST_QUERIES = {"active_teachers": 9, "learning_rituals": 12, "capture_rate": 12, "reach": 10, "velocity": 7}


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (110.0, 100.0, "Up 10 % on 28 days before"),
        (90.0, 100.0, "Down 10 % on 28 days before"),
        (100.1, 100.0, "As 28 days before"),
        (100.0, 0.0, ""),
        (None, 100.0, ""),
    ],
)
def test_change_of_velocity_is_told_against_28_days_before(now, before, words):
    assert velocity_change(now, before) == words


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (Facts(population=100, reached=19), "Regular sessions are missing."),
        (Facts(population=100, reached=19, sessions=4, due=4, captured=1), "What is taught is not kept for others."),
        (Facts(population=100, reached=19, sessions=4, due=4, captured=4), "More regular sessions would reach more."),
    ],
)
def test_little_reach_names_what_is_missing(facts, missing):
    assert little_reach(facts) == f"Only 19 % are reached. {missing}"


def test_reach_of_a_fifth_and_more_needs_no_warning():
    assert little_reach(Facts(population=100, reached=20)) == ""
