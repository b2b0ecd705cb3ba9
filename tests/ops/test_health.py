"""Liveness and readiness."""

from datetime import timedelta

import pytest
from django.utils import timezone

from peerlearn.jobs.models import Heartbeat
from peerlearn.jobs.services.heartbeats import beat

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_sign_in(client):
    assert client.get("/healthz").json() == {"ok": True}


def test_readyz_with_all_well_is_green(client):
    beat("sweep")
    beat("beat")

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ok": True, "problems": {}})


def test_readyz_names_a_duty_that_is_silent(client):
    beat("beat")
    Heartbeat.objects.create(name="sweep", last_ok=timezone.now() - timedelta(minutes=4))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["problems"] == {"sweep": "silent for 240 s"}


def test_readyz_before_the_first_beat_is_red(client):
    assert client.get("/readyz").json()["problems"] == {"sweep": "not yet", "beat": "not yet"}


@pytest.mark.parametrize("address", ["/wiki/?q=%00", "/%ff/", "/?q=%ff%fe"])
def test_unstorable_text_in_the_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_foreign_host_is_refused(client):
    assert client.get("/healthz", headers={"host": "evil.example.org"}).status_code == 400


def test_pages_carry_a_strict_policy(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
