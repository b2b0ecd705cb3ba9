import re
from datetime import UTC, datetime, timedelta

import pytest

from peerlearn.people.models import Role
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory, RitualFactory, SessionFactory

LAST = datetime(2026, 11, 17, 13, tzinfo=UTC)


@pytest.fixture
def lead(db):
    return UserFactory(name="Lydia Lead", roles=[Role.LD_LEAD])


@pytest.fixture
def missed(ritual):
    """Dora's ritual, held once in five weeks, then missed four times."""
    for week, status in enumerate(["cancelled", "unknown", "not_held", "unknown", "held"]):
        SessionFactory(ritual=ritual, title="", starts_at=LAST - timedelta(weeks=week), status=status)
    return ritual


def panel(client, ritual) -> str:
    html = client.get(ritual.get_absolute_url()).content.decode()
    found = re.search(r'<section id="health-panel".*?</section>', html, re.S)
    return found[0] if found else ""


def test_overview_lists_what_needs_somebody_first(client_of, lead, missed, slot, monday) -> None:
    RitualFactory(name="A new one")
    html = client_of(lead).get("/rituals/health/").content.decode()

    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)', html) == ["AI brown bag", "A new one"]
    assert "1 of 2 needs somebody" in html
    assert "4 dates missed in a row" in html
    assert f'href="{slot.get_absolute_url()}"' in html
    assert "No teacher on 24 November" in html
    assert "Promised weekly, delivered monthly." in html


@pytest.mark.parametrize("rows", [1, 3])
def test_overview_needs_the_same_queries_for_any_number_of_rituals(
    client_of, lead, monday, rows, django_assert_num_queries
) -> None:
    for ritual in RitualFactory.create_batch(rows):
        SessionFactory(ritual=ritual, status="unknown", starts_at=LAST)
    client = client_of(lead)

    with django_assert_num_queries(7):
        client.get("/rituals/health/")


def test_overview_of_a_facilitator_holds_the_own_rituals(client_of, dora, missed, monday) -> None:
    RitualFactory(name="Of others")

    assert "Of others" not in client_of(dora).get("/rituals/health/").content.decode()


def test_overview_is_refused_to_who_runs_nothing(client_of, bob, missed) -> None:
    assert client_of(bob).get("/rituals/health/").status_code == 403
    assert "/rituals/health/" not in client_of(bob).get("/rituals/").content.decode()


def test_overview_by_post_is_refused(client_of, lead) -> None:
    assert client_of(lead).post("/rituals/health/").status_code == 405


def test_ritual_shows_what_it_promised_and_delivered(client_of, bob, missed, monday) -> None:
    html = panel(client_of(bob), missed)

    assert "Promised weekly, delivered monthly." in html
    assert "1 of 5 planned dates of the last eight weeks were held." in html
    outcomes = re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+?)\s*</td>', html)
    assert [outcome for _day, outcome in outcomes] == ["held", "unknown", "not held", "unknown", "cancelled"]
    assert outcomes[0][0] == "20 Oct"


def test_ritual_advises_its_facilitator_with_a_partner_and_the_next_step(client_of, dora, missed, monday) -> None:
    partner = RitualFactory(name="Tax talk")
    for week in range(3):
        SessionFactory(ritual=partner, status="held", starts_at=LAST - timedelta(weeks=week))
    html = panel(client_of(dora), missed)

    assert "Only 1 of 5 planned dates were held." in html
    assert f'<a href="{partner.get_absolute_url()}">Tax talk</a> has the same form' in html
    assert re.findall(r'class="btn btn-s" href="([^"]+)"', html) == [
        "/rituals/ai-brown-bag/edit/",
        "/rituals/ai-brown-bag/end/",
    ]


def test_ritual_advises_an_ld_lead_who_may_change_it(client_of, lead, missed, monday) -> None:
    html = panel(client_of(lead), missed)

    assert "Win a second person to run it" in html
    assert "/edit/" in html


def test_ritual_keeps_advice_from_who_cannot_act_on_it(client_of, bob, missed, monday) -> None:
    assert "Only 1 of 5" not in panel(client_of(bob), missed)


def test_ritual_to_which_few_come_never_says_how_few(client_of, dora, ritual, monday) -> None:
    for week in range(4):
        session = SessionFactory(ritual=ritual, status="held", starts_at=LAST - timedelta(weeks=week))
        AttendanceFactory.create_batch(2, session=session)
    html = panel(client_of(dora), ritual)

    assert "Fewer than five people come on average." in html
    assert re.findall(r'<td class="num">([^<]+?)\s*</td>', html) == ["under 5"] * 4
    assert re.search(r"mean of the last four</dt><dd[^>]*>([^<]+?)\s*</dd>", html)[1] == "under 5"


def test_ritual_that_ended_shows_no_health(client_of, bob, missed, monday) -> None:
    missed.archived_at = monday
    missed.save()

    assert panel(client_of(bob), missed) == ""


def test_ritual_list_says_what_is_not_delivered_as_promised(client_of, bob, missed, monday) -> None:
    assert "Promised weekly, delivered monthly." in client_of(bob).get("/rituals/").content.decode()
