"""A person sees and changes their own choices, and nobody else's."""

import pytest

from peerlearn.outbox import kinds
from peerlearn.outbox.models import Preference
from peerlearn.outbox.services.preferences import set_wanted

pytestmark = pytest.mark.django_db
PAGE = "/preferences/messages/"


@pytest.fixture(autouse=True)
def two_kinds(register, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    register("test.usual", label="Usual news", default_wanted=True)
    register("test.extra", label="Extra news", default_wanted=False)


def choices():
    return set(Preference.objects.values_list("user__name", "kind", "wanted"))


def test_page_shows_what_holds(client_of, alice):
    set_wanted(alice, "test.extra", True)

    form = client_of(alice).get(PAGE).context["form"]

    assert [(field.label, field.initial) for field in form] == [("Extra news", True), ("Usual news", True)]


def test_post_notes_changes_of_this_person_only(client_of, alice, bob):
    set_wanted(bob, "test.usual", True)

    response = client_of(alice).post(PAGE, {"test.extra": "on"})

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert choices() == {
        ("Alice Teacher", "test.extra", True),
        ("Alice Teacher", "test.usual", False),
        ("Bob Colleague", "test.usual", True),
    }


def test_post_without_any_box_ends_what_was_wanted(client_of, alice):
    client_of(alice).post(PAGE, {})

    assert choices() == {("Alice Teacher", "test.usual", False)}


def test_unknown_fields_are_ignored(client_of, alice, bob):
    client_of(alice).post(PAGE, {"test.usual": "on", "test.unheard_of": "on", "user": bob.pk})

    assert choices() == set()


def test_visitor_is_sent_to_sign_in(client):
    response = client.post(PAGE, {"test.extra": "on"})

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={PAGE}")
    assert choices() == set()
