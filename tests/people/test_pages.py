"""Pages about people."""

import pytest
from django.urls import reverse

from peerlearn.people.models import Function, LeadAssignment, User
from tests.factories.people import FunctionFactory, LeadAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_profile_shows_a_colleague_and_their_manager(client_of):
    mara = UserFactory(name="Mara Voss")
    bob = UserFactory(name="Bob Ibe", job_title="Analyst", manager=mara)

    page = client_of(UserFactory()).get(f"/people/{bob.pk}/").content.decode()

    assert "Bob Ibe" in page
    assert "Analyst" in page
    assert f'href="/people/{mara.pk}/"' in page


@pytest.mark.parametrize("pk", ["999999", "99999999999999999999"])
def test_profile_of_nobody_is_not_found(client_of, pk):
    assert client_of(UserFactory()).get(f"/people/{pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lead_list_names_functions_without_a_lead_first_in_constant_queries(client_of, django_assert_num_queries, rows):
    viewer = client_of(UserFactory(function=None))
    for number in range(rows):
        led = FunctionFactory(name=f"A led {number}")
        UserFactory(function=led)
        LeadAssignmentFactory(function=led)
        UserFactory(function=FunctionFactory(name=f"Z alone {number}"))

    with django_assert_num_queries(4):  # session, viewer, functions, assignments
        page = viewer.get("/leads/").content.decode()

    assert page.index("Z alone 0") < page.index("A led 0")
    assert LeadAssignment.objects.count() == rows
    assert Function.objects.filter(name__startswith="Z").count() == rows


def test_preferences_change_zone_and_language_only(client_of):
    bob = UserFactory(name="Bob Ibe", time_zone="UTC")

    response = client_of(bob).post(
        reverse("people:preferences"),
        {"time_zone": "Europe/Lisbon", "language": "de", "name": "Mallory", "is_active": "0"},
    )

    changed = User.objects.get(pk=bob.pk)
    assert response.status_code == 302
    assert (changed.time_zone, changed.language, changed.name) == ("Europe/Lisbon", "de", "Bob Ibe")
    assert changed.is_active


def test_preferences_with_an_unknown_zone_say_so(client_of):
    response = client_of(UserFactory()).post(reverse("people:preferences"), {"time_zone": "Mars", "language": "en"})

    assert response.status_code == 422


def test_preferences_sent_empty_say_what_is_missing(client_of):
    assert client_of(UserFactory()).post(reverse("people:preferences")).status_code == 422
