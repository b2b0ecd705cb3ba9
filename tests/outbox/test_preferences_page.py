"""A person sees and changes their own choices, and nobody else's."""

from datetime import time

import pytest

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import Way
from peerlearn.outbox.models import Preference, ReadingHours
from peerlearn.outbox.services.preferences import set_hours, set_wanted, set_way

pytestmark = pytest.mark.django_db
PAGE = "/preferences/messages/"
HOURS = {"quiet_from": "20:00", "quiet_until": "07:00", "digest_weekday": "0"}


@pytest.fixture(autouse=True)
def two_kinds(register, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    register("test.usual", label="Usual news", default_wanted=True, may_wait=True)
    register("test.extra", label="Extra news", default_wanted=False)


def choices():
    return {(choice.user.name, choice.kind, choice.way) for choice in Preference.objects.all()}


def test_page_shows_what_holds(client_of, alice):
    set_way(alice, "test.usual", Way.DIGEST)
    set_hours(alice, quiet_from=time(18), quiet_until=time(9), digest_weekday=4)

    response = client_of(alice).get(PAGE)

    ((title, rows),) = response.context["form"].groups()
    assert title == "Everything else"
    chosen = {label: [button and button.data["selected"] for button in buttons] for label, buttons in rows}
    assert chosen == {"Extra news": [False, None, True], "Usual news": [False, True, False]}
    page = response.content.decode()
    assert 'value="18:00"' in page
    assert '<option value="4" selected>' in page
    assert 'aria-label="Usual news: in the digest"' in page


def test_page_leads_those_who_look_after_it_to_channels_and_outbox(client_of, alice, admin):
    ours, theirs = (client_of(person).get(PAGE).content.decode() for person in (admin, alice))

    assert ('href="/channels/"' in ours, 'href="/outbox/"' in ours) == (True, True)
    assert ('href="/channels/"' in theirs, 'href="/outbox/"' in theirs) == (False, False)


def test_post_notes_changes_of_this_person_only(client_of, alice, bob):
    set_wanted(bob, "test.usual", True)

    response = client_of(alice).post(PAGE, HOURS | {"test.extra": "at_once", "test.usual": "digest"})

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert choices() == {
        ("Alice Teacher", "test.extra", Way.AT_ONCE),
        ("Alice Teacher", "test.usual", Way.DIGEST),
        ("Bob Colleague", "test.usual", Way.AT_ONCE),
    }
    assert not ReadingHours.objects.exists()


def test_post_keeps_quiet_hours_and_the_day_of_the_digest(client_of, alice, bob):
    client_of(alice).post(PAGE, {"quiet_from": "18:30", "quiet_until": "08:00", "digest_weekday": "4"})

    assert ReadingHours.objects.values_list("user", "quiet_from", "quiet_until", "digest_weekday").get() == (
        alice.pk,
        time(18, 30),
        time(8),
        4,
    )


@pytest.mark.parametrize("odd", [{"quiet_from": "25:00"}, {"digest_weekday": "9"}, {"test.extra": "digest"}])
def test_odd_values_are_refused_and_change_nothing(client_of, alice, odd):
    response = client_of(alice).post(PAGE, HOURS | {"test.usual": "never"} | odd)

    assert response.status_code == 422
    assert (choices(), ReadingHours.objects.exists()) == (set(), False)


def test_kind_that_the_form_did_not_know_stays(client_of, alice):
    client_of(alice).post(PAGE, HOURS)

    assert choices() == set()


def test_unknown_fields_are_ignored(client_of, alice, bob):
    client_of(alice).post(PAGE, HOURS | {"test.usual": "at_once", "test.unheard_of": "at_once", "user": bob.pk})

    assert choices() == set()


def test_visitor_is_sent_to_sign_in(client):
    response = client.post(PAGE, {"test.extra": "at_once"})

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={PAGE}")
    assert choices() == set()
