from datetime import date, datetime

import pytest

from peerlearn.people.models import Role, User
from rituals.models import Champion, ChampionCall, Naming, Ritual
from tests.factories.people import UserFactory
from tests.factories.rituals import ChampionCallFactory, ChampionFactory, NamingFactory

URL = "/champions/"


@pytest.fixture
def lead(db: None) -> User:
    return UserFactory(name="Lou Learning", roles=[Role.LD_LEAD])


@pytest.fixture
def open_call(db: None) -> ChampionCall:
    return ChampionCallFactory(closes_on=date(2026, 11, 23))


@pytest.fixture
def named(alice: User, lead: User) -> ChampionCall:
    """Over; three colleagues named alice."""
    call = ChampionCallFactory(created_by=lead)
    for number in range(3):
        NamingFactory(call=call, named=alice, named_by=UserFactory(name=f"Namer {number}"))
    return call


def page(answer) -> str:
    return answer.content.decode()


def test_list_shows_the_map_and_the_champions_to_every_colleague(client_of, alice, bob, monday) -> None:
    ChampionFactory(user=alice)

    html = page(client_of(bob).get(URL))

    assert "Every function has its champions" in html
    assert "1 of 1, for 3 people" in html
    assert "Alice Teacher" in html
    assert "Ask everybody" not in html


def test_lead_of_learning_opens_a_call(client_of, lead, monday: datetime) -> None:
    fields = {"subject": "Excel", "opens_on": "2026-11-23", "closes_on": "2026-11-30"}

    answer = client_of(lead).post(URL, fields)

    call = ChampionCall.objects.get()
    assert answer["Location"] == f"/champions/calls/{call.pk}/"
    assert (call.subject, call.closes_on, call.created_by) == ("Excel", date(2026, 11, 30), lead)


@pytest.mark.parametrize(
    "change", [{"subject": "\u200b"}, {"opens_on": "2026-11-22"}, {"closes_on": "2026-11-22"}, {"closes_on": ""}]
)
def test_call_that_makes_no_sense_is_refused(client_of, admin, monday, change: dict) -> None:
    fields = {"subject": "Excel", "opens_on": "2026-11-23", "closes_on": "2026-11-30"}

    assert client_of(admin).post(URL, fields | change).status_code == 422
    assert not ChampionCall.objects.exists()


def test_calls_and_the_table_are_not_for_others_to_start(client_of, lena, monday) -> None:
    client = client_of(lena)

    assert client.post(URL, {"subject": "Excel"}).status_code == 403
    assert client.post("/champions/table/").status_code == 403
    assert client.get("/champions/table/").status_code == 405
    assert not Ritual.objects.exists()


def test_table_is_set_with_one_click(client_of, lead, alice, monday) -> None:
    ChampionFactory(user=alice)

    answer = client_of(lead).post("/champions/table/")

    table = Ritual.objects.get()
    assert answer["Location"] == table.get_absolute_url()
    assert list(table.members.all()) == [alice]


def test_naming_takes_names_and_addresses_once(client_of, open_call, alice, bob, charlie, monday) -> None:
    client = client_of(bob)
    url = open_call.get_absolute_url()

    answer = client.post(url, {"first": "Alice Teacher", "second": charlie.email, "third": "ALICE@example.com"})

    assert answer["Location"] == url
    assert set(Naming.objects.values_list("named", flat=True)) == {alice.pk, charlie.pk}
    assert "You have answered" in page(client.get(url))
    assert client.post(url, {"first": charlie.email}).status_code == 422
    assert Naming.objects.count() == 2


@pytest.mark.parametrize("typed", ["bob@example.com", "nobody@example.com", ""])
def test_naming_oneself_or_nobody_is_refused(client_of, open_call, bob, monday, typed: str) -> None:
    assert client_of(bob).post(open_call.get_absolute_url(), {"first": typed}).status_code == 422
    assert not Naming.objects.exists()


def test_named_person_sees_how_many_and_never_who(client_of, named, alice, monday) -> None:
    html = page(client_of(alice).get(named.get_absolute_url()))

    assert "3 colleagues named you as the one they ask" in html
    assert "Sign the charter" in html
    assert "Namer" not in html


def test_lead_of_learning_sees_counts_and_never_who(client_of, named, lead, monday) -> None:
    html = page(client_of(lead).get(named.get_absolute_url()))

    assert "Alice Teacher" in html
    assert '<td class="num">3</td>' in html
    assert "Namer" not in html


def test_nobody_sees_counts_while_the_call_is_open(client_of, open_call, alice, lead, monday) -> None:
    NamingFactory.create_batch(3, call=open_call, named=alice)

    assert "named you" not in page(client_of(alice).get(open_call.get_absolute_url()))
    assert "Alice Teacher" not in page(client_of(lead).get(open_call.get_absolute_url()))


def test_others_see_nothing_of_a_call_that_is_over(client_of, named, bob, admin, mara, monday) -> None:
    for person in (bob, admin, mara):
        assert "Alice Teacher" not in page(client_of(person).get(named.get_absolute_url()))


def test_charter_is_signed_by_whom_colleagues_named(client_of, named, alice, monday) -> None:
    answer = client_of(alice).post(f"/champions/calls/{named.pk}/charter/", {"months": "3"})

    assert answer["Location"] == named.get_absolute_url()
    assert list(Champion.objects.values_list("user", "ends_on")) == [(alice.pk, date(2027, 2, 23))]
    assert "You are a champion until 23 February 2027." in page(client_of(alice).get(named.get_absolute_url()))


def test_interview_makes_the_named_person_a_teacher(client_of, named, slot, alice, monday) -> None:
    client = client_of(alice)
    assert "Tuesday 24 November, 14:00, AI brown bag" in page(client.get(named.get_absolute_url()))

    answer = client.post(f"/champions/calls/{named.pk}/interview/", {"slot": slot.pk})

    assert answer["Location"] == slot.get_absolute_url()
    assert slot.teachings.filter(user=alice, state="accepted").exists()


@pytest.mark.parametrize("action", ["charter", "interview"])
def test_what_follows_is_for_the_named_only_and_tells_nobody_before_the_end(
    client_of, named, open_call, slot, alice, bob, monday, action: str
) -> None:
    NamingFactory(call=open_call, named=alice)
    fields = {"months": "6", "slot": slot.pk}

    refused = [
        client_of(person).post(f"/champions/calls/{call.pk}/{action}/", fields).status_code
        for person, call in ((bob, named), (alice, open_call), (bob, open_call))
    ]

    assert refused == [403, 403, 403]
    assert client_of(alice).get(f"/champions/calls/{named.pk}/{action}/").status_code == 405
    assert client_of(alice).post(f"/champions/calls/99/{action}/", fields).status_code == 404
    assert not Champion.objects.exists()
    assert not slot.teachings.exists()


def test_whoever_was_not_named_signs_the_charter_on_the_page(client_of, charlie, monday) -> None:
    client = client_of(charlie)
    html = client.get("/champions/").content.decode()
    assert 'action="/champions/charter/"' in html
    assert "What you get:" in html

    answer = client.post("/champions/charter/", {"months": "3"})

    assert (answer.status_code, answer["Location"]) == (302, "/champions/")
    champion = Champion.objects.get()
    assert (champion.user, champion.program, f"{champion.ends_on}") == (charlie, None, "2027-02-23")
    html = client.get("/champions/").content.decode()
    assert "You are a champion until 23 February 2027." in html
    assert 'action="/champions/charter/"' not in html


def test_charter_for_an_odd_term_is_refused_on_the_page(client_of, charlie, monday) -> None:
    answer = client_of(charlie).post("/champions/charter/", {"months": "120"})

    assert (answer.status_code, Champion.objects.count()) == (422, 0)
    assert "120 is not one of the available choices" in answer.content.decode()
    assert client_of(charlie).get("/champions/charter/").status_code == 405
