"""The link at the foot of a mail ends that kind for that person, without sign-in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from peerlearn.outbox.links import unsubscribe_url
from peerlearn.outbox.models import Preference
from peerlearn.outbox.selectors.preferences import wants

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(alice, notice):
    return urlsplit(unsubscribe_url(alice.pk, notice.name)).path


@pytest.fixture
def stranger():
    """A browser, or a mail program, without sign-in and without CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_one_click_post_ends_this_kind_for_this_person(stranger, path, alice, bob):
    response = stranger.post(path, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert (wants(alice, "test.notice"), wants(bob, "test.notice")) == (False, True)


def test_open_link_asks_and_changes_nothing(stranger, path):
    response = stranger.get(path)

    assert "alice@example.com" in response.content.decode()
    assert '<form method="post">' in response.content.decode()
    assert (response["X-Robots-Tag"], "no-store" in response["Cache-Control"]) == ("noindex", True)
    assert not Preference.objects.exists()


@pytest.mark.parametrize("broken", ["x", "WzEsImEiXQ:1abc:forged"])
def test_forged_link_is_refused(stranger, broken, notice):
    response = stranger.post(f"/messages/unsubscribe/{broken}/")

    assert response.status_code == 404
    assert not Preference.objects.exists()


def test_old_link_is_refused(stranger, path):
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        assert stranger.post(path).status_code == 404

    assert not Preference.objects.exists()


def test_other_methods_are_refused(stranger, path):
    assert stranger.put(path).status_code == 405
