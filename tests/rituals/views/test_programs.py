"""Programs in the browser: who sees them, who changes them, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from peerlearn.people.models import Role
from rituals.models import Pause, Program, Ritual, Substitution
from tests.factories.people import FunctionFactory, LeadAssignmentFactory, UserFactory
from tests.factories.rituals import ChampionFactory, FacilitationFactory, ProgramFactory, RitualFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "AI assistants",
    "tool": "AI assistants",
    "starts_on": "2026-11-01",
    "baseline_share": "12.5",
    "baseline_on": "2026-10-20",
    "target_share": "80",
    "target_on": "2027-06-30",
    "sponsor": "mara@example.com",
    "formal_parts": "Client data: https://training.example.com/privacy",
}


@pytest.fixture
def lydia(strategy):
    return UserFactory(name="Lydia Lead", email="lydia@example.com", roles=[Role.LD_LEAD])


@pytest.fixture
def program(db) -> Program:
    return ProgramFactory(name="AI assistants", slug="ai-assistants")


def test_lead_of_learning_begins_a_program(client_of, lydia, mara, bob, strategy, monday):
    answer = client_of(lydia).post(
        "/programs/new/", TYPED | {"functions": [strategy.pk], "reviewers": "bob@example.com\n\nMara Manager\n"}
    )

    program = Program.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/programs/ai-assistants/")
    assert (program.sponsor, program.target_share, program.baseline_share, program.baseline_on) == (
        mara,
        Decimal("0.800"),
        Decimal("0.125"),
        date(2026, 10, 20),
    )
    assert list(program.reviewers.by_name()) == [bob, mara]


def test_page_says_where_it_goes_and_from_where(client_of, lydia, mara, bob, strategy, monday):
    client_of(lydia).post("/programs/new/", TYPED | {"functions": [strategy.pk], "reviewers": "bob@example.com"})
    ritual = RitualFactory(program=Program.objects.get(), name="AI brown bag")

    html = client_of(bob).get("/programs/ai-assistants/").content.decode()

    for words in ("12.5 %", "80 %", "by 30 June 2027", ritual.name, "Bob Colleague", "Mara Manager"):
        assert words in html
    assert '<a href="https://training.example.com/privacy"' in html
    assert "No baseline was measured" not in html
    assert "/programs/ai-assistants/edit/" not in html


def test_page_without_a_baseline_says_so(client_of, bob, program):
    assert "No baseline was measured." in client_of(bob).get("/programs/ai-assistants/").content.decode()


def test_ritual_links_to_its_program_and_the_list_to_both(client_of, bob, program, monday):
    RitualFactory(program=program, slug="forum")
    client = client_of(bob)

    assert 'href="/programs/ai-assistants/"' in client.get("/rituals/forum/").content.decode()
    assert 'href="/programs/"' in client.get("/rituals/").content.decode()
    assert "1 ritual" in client.get("/programs/").content.decode()


def test_programs_that_are_over_stand_apart(client_of, bob, program, monday):
    ProgramFactory(name="Spreadsheets", starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30))
    client = client_of(bob)

    running, over = (client.get(f"/programs/{query}").content.decode() for query in ("", "?over"))
    assert ("AI assistants" in running, "Spreadsheets" in running) == (True, False)
    assert ("AI assistants" in over, "Spreadsheets" in over) == (False, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_page_need_the_same_queries_for_any_number_of_rows(
    client_of, bob, program, monday, rows, django_assert_num_queries
):
    for ritual in RitualFactory.create_batch(rows, program=program):
        FacilitationFactory(ritual=ritual)
        ChampionFactory(program=program, user=ritual.facilitators.get(), starts_on=date(2026, 11, 1))
        program.reviewers.add(ritual.facilitators.get())
        program.functions.add(FunctionFactory())
        ProgramFactory(sponsor=bob)
    client = client_of(bob)

    with django_assert_num_queries(4):
        client.get("/programs/")
    with django_assert_num_queries(18):
        client.get("/programs/ai-assistants/")


def may_edit(client_of, user) -> int:
    return client_of(user).get("/programs/ai-assistants/edit/").status_code


def test_matrix_of_who_edits(client_of, program, lydia, bob, dora, charlie, mara, strategy, monday):
    program.functions.add(strategy)
    FacilitationFactory(ritual__program=program, user=dora)
    champion = ChampionFactory(program=program, starts_on=date(2026, 11, 1), ends_on=date(2027, 4, 30)).user
    former = ChampionFactory(program=program, starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 22)).user
    elsewhere = FacilitationFactory().user
    ended = FacilitationFactory(ritual__program=program, ritual__archived_at=monday).user
    lead = LeadAssignmentFactory(function=strategy, starts_on=date(2026, 1, 1)).user
    other_lead = LeadAssignmentFactory(function=charlie.function, starts_on=date(2026, 1, 1)).user
    admin = UserFactory(roles=[Role.ADMIN])

    assert [may_edit(client_of, user) for user in (dora, champion, lead, lydia, admin)] == [200] * 5
    refused = (bob, mara, charlie, former, elsewhere, ended, other_lead)
    assert [may_edit(client_of, user) for user in refused] == [403] * 7
    assert [client_of(user).get("/programs/new/").status_code for user in (dora, lead, bob)] == [403] * 3


def test_substitute_edits_while_they_stand_in(client_of, program, bob, dora, monday):
    ritual = FacilitationFactory(ritual__program=program, user=dora).ritual
    days = {"first_day": date(2026, 11, 23), "last_day": date(2026, 11, 24)}
    Substitution.objects.create(ritual=ritual, user=dora, substitute=bob, **days)

    assert may_edit(client_of, bob) == 200


def test_form_of_a_program_is_filled_in_and_saving_it_changes_nothing(client_of, lydia, mara, bob, strategy, monday):
    client = client_of(lydia)
    client.post("/programs/new/", TYPED | {"functions": [strategy.pk], "reviewers": "bob@example.com"})
    before = Program.objects.values().get()

    form = client.get("/programs/ai-assistants/edit/").context["form"]
    typed = {name: form[name].value() for name in form.fields}
    client.post("/programs/ai-assistants/edit/", {name: value for name, value in typed.items() if value is not None})

    after = Program.objects.values().get()
    assert before | {"updated_at": None} == after | {"updated_at": None}
    assert list(Program.objects.get().functions.all()) == [strategy]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"name": "\u200b"}, "Write something people can read."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"starts_on": "2026-02-30"}, "Enter a valid date."),
        ({"starts_on": "0001-01-01"}, "Choose a year from 2000 to 2100."),
        ({"ends_on": "2026-10-31"}, "Choose a day that is not before the start."),
        ({"target_on": "2026-10-31"}, "Choose a day that is not before the start."),
        ({"target_share": "101"}, "less than or equal to 100"),
        ({"target_share": "-1"}, "greater than or equal to 1"),
        ({"target_share": "NaN"}, "Enter a number."),
        ({"baseline_on": ""}, "Say when that was measured."),
        ({"baseline_share": ""}, "Say what was measured on that day."),
        ({"baseline_on": "2026-11-24"}, "at the latest today"),
        ({"sponsor": "nobody@example.com"}, "Nobody here has this name or address."),
        ({"reviewers": "bob@example.com\nnobody"}, "Line 2: Nobody here has this name or address."),
        ({"reviewers": "\n".join(["bob@example.com"] * 11)}, "At most 10 people."),
        ({"functions": ["999999"]}, "not one of the available choices"),
        ({"suitability": "legal"}, "name at least one expert who signs off"),
        ({"suitability": "magic"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(client_of, lydia, mara, bob, monday, typed, refusal):
    answer = client_of(lydia).post("/programs/new/", TYPED | typed)

    assert (answer.status_code, Program.objects.count()) == (422, 0)
    assert refusal in answer.content.decode()


def test_baseline_after_the_first_session_is_refused_at_its_field(client_of, lydia, mara, program, monday):
    FacilitationFactory(ritual__program=program).ritual.sessions.create(
        starts_at="2026-10-06T12:00Z", ends_at="2026-10-06T12:30Z", status="held"
    )

    answer = client_of(lydia).post("/programs/ai-assistants/edit/", TYPED)

    assert answer.status_code == 422
    assert "that was on Oct. 6, 2026" in answer.context["form"].errors["baseline_on"][0]


def test_program_that_is_not_there_is_not_found(client_of, bob):
    assert client_of(bob).get("/programs/some-thing/").status_code == 404


FORUM = {
    "name": "Forum",
    "kind": "brown_bag",
    "every": "1",
    "weekdays": ["1"],
    "first_date": "2026-11-24",
    "start_time": "14:00",
    "time_zone": "Europe/Berlin",
    "duration_minutes": "30",
    "audience": "open",
}


def test_new_ritual_joins_a_program_and_leaves_it(client_of, lydia, program, monday):
    client = client_of(lydia)
    client.post("/rituals/new/", FORUM | {"program": program.pk})
    ritual = Ritual.objects.get()
    assert ritual.program == program

    client.post("/rituals/forum/edit/", FORUM | {"since": "all", "capture_policy": "standard", "program": ""})
    ritual.refresh_from_db()
    assert ritual.program is None


def test_only_who_may_change_a_program_puts_rituals_into_it(client_of, bob, dora, lena, program, strategy, monday):
    program.functions.add(strategy)
    FacilitationFactory(ritual__program=program, user=dora)
    champion = ChampionFactory(program=program, starts_on=date(2026, 11, 1), ends_on=date(2027, 4, 30)).user
    volunteer = ChampionFactory(program=None, starts_on=date(2026, 11, 1), ends_on=date(2027, 4, 30)).user

    answers = [
        client_of(user).post("/rituals/new/", FORUM | {"program": program.pk}).status_code
        for user in (dora, champion, lena, bob, volunteer)
    ]

    assert answers == [302, 302, 302, 422, 422]
    assert 'name="program"' not in client_of(bob).get("/rituals/new/").content.decode()


def test_facilitator_who_may_not_change_the_program_keeps_the_ritual_in_it(client_of, dora, program, monday):
    ProgramFactory(name="Another")
    ritual = FacilitationFactory(user=dora, ritual__program=program, ritual__slug="forum").ritual
    typed = FORUM | {"since": "all", "capture_policy": "standard", "program": program.pk}

    html = client_of(dora).get("/rituals/forum/edit/").content.decode()
    assert ("AI assistants" in html, "Another" in html) == (True, False)
    client_of(dora).post("/rituals/forum/edit/", typed | {"description": "Bring a file."})

    ritual.refresh_from_db()
    assert (ritual.program, ritual.description) == (program, "Bring a file.")


def test_dates_follow_the_pauses_of_the_new_program(client_of, lydia, program, monday):
    client = client_of(lydia)
    client.post("/rituals/new/", FORUM)
    Pause.objects.create(
        program=program, first_day=date(2026, 12, 1), last_day=date(2026, 12, 1), reason="Audit", created_by=lydia
    )

    client.post("/rituals/forum/edit/", FORUM | {"since": "all", "capture_policy": "standard", "program": program.pk})

    days = [session.starts_at.day for session in Ritual.objects.get().sessions.order_by("starts_at")[:2]]
    assert days == [24, 8]
