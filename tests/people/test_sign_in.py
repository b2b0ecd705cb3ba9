"""Signing in and out, and a new password by mail."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from peerlearn.people.models import Role
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet long sentence"


@pytest.fixture
def ana(db):
    person = UserFactory(email="ana@example.com", name="Ana Sá")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, login, password):
    return client.post("/accounts/login/", {"login": login, "password": password})


def test_sign_in_with_email_and_password_opens_home(client, ana):
    response = sign_in(client, "ANA@example.com", PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ana.pk)


@pytest.mark.parametrize("login", ["ana@example.com", "nobody@example.com"])
def test_sign_in_with_a_wrong_password_says_the_same_for_unknown_people(client, ana, login):
    response = sign_in(client, login, "wrong")

    assert "_auth_user_id" not in client.session
    assert "The email address and/or password you specified are not correct." in response.content.decode()


def test_sign_in_of_an_inactive_person_is_refused(client, ana):
    ana.is_active = False
    ana.save()

    sign_in(client, ana.email, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_sign_in_does_not_follow_an_address_elsewhere(client, ana):
    response = client.post("/accounts/login/?next=//evil.example.org/", {"login": ana.email, "password": PASSWORD})

    assert response["Location"] == "/"


def test_sign_up_is_closed(client):
    response = client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})

    assert "Accounts come from your company" in response.content.decode()


def test_password_reset_link_works_once(client, ana):
    client.post("/accounts/password/reset/", {"email": ana.email})
    link = re.search(r"http://\S+", mail.outbox[0].body)[0]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another long sentence", "password2": "another long sentence"})

    assert sign_in(client, ana.email, "another long sentence")["Location"] == "/"
    client.logout()
    assert "This link has ended" in client.get(link, follow=True).content.decode()


def test_password_reset_for_an_unknown_address_looks_the_same(client, ana):
    known = client.post("/accounts/password/reset/", {"email": ana.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize("name", ["home:index", "people:lead_list", "people:preferences", "rituals:ritual_list"])
def test_pages_need_sign_in(client, name):
    response = client.get(reverse(name))

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={reverse(name)}")


def test_somebody_deactivated_is_signed_out_with_the_next_request(client_of, ana):
    browser = client_of(ana)
    ana.is_active = False
    ana.save()

    assert browser.get("/leads/").status_code == 302


def test_a_role_that_was_taken_is_gone_with_the_next_request(client_of):
    lydia = UserFactory(roles=[Role.LD_LEAD])
    browser = client_of(lydia)
    assert browser.get("/metrics/").status_code == 200
    lydia.role_grants.all().delete()

    assert browser.get("/metrics/").status_code == 403


def test_navigation_offers_the_figures_to_those_who_may_see_them(client_of):
    may, may_not = UserFactory(roles=[Role.LD_LEAD]), UserFactory()

    assert 'href="/metrics/"' in client_of(may).get("/leads/").content.decode()
    assert 'href="/metrics/"' not in client_of(may_not).get("/leads/").content.decode()
