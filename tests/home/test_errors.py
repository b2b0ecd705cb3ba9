"""What cannot be read at all is refused with a page, never with a failure of that page."""

import pytest

pytestmark = pytest.mark.django_db


def test_address_with_too_many_parameters_is_a_bad_request(client_of, alice):
    answer = client_of(alice).get("/calendar/?" + "a=1&" * 1001)

    assert answer.status_code == 400
    assert "The browser sent something we cannot read" in answer.content.decode()


def test_form_with_too_many_fields_is_a_bad_request(client_of, alice):
    answer = client_of(alice).post("/preferences/", {f"field{number}": "1" for number in range(3000)})

    assert answer.status_code == 400


def test_foreign_host_is_a_bad_request(client):
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_cookie_with_a_nul_is_a_bad_request(client):
    answer = client.get("/", headers={"cookie": r'sessionid="abcdefghijkl\000"'})

    assert answer.status_code == 400
