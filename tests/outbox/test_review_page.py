"""Administrators see how the outbox does and try failed messages again, without reading anybody's mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import Role
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/outbox/"
HTMX = {"HX-Request": "true", "HX-Target": "outbox-review"}


@pytest.fixture
def failed(due) -> Message:
    message = due()
    Message.objects.update(state=State.FAILED, last_error="Refused: 550 No such mailbox", subject="Secret words")
    message.refresh_from_db()
    return message


def test_page_counts_states_and_names_the_reason_but_no_words_and_nobody(client_of, admin, failed, due):
    due(object_key="session:2")

    response = client_of(admin).get(PAGE)

    page = response.content.decode()
    assert dict(response.context["review"].counts)["failed"] == 1
    assert dict(response.context["review"].counts)["waiting"] == 1
    assert "Refused: 550 No such mailbox" in page
    assert "Notices" in page
    assert "The longest due message waits since" in page
    assert "Secret words" not in page
    assert "Alice" not in page


def test_failed_message_goes_out_again_under_its_key(client_of, admin, failed):
    response = client_of(admin).post(f"{PAGE}{failed.pk}/retry/")
    sweep()

    failed.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert (failed.state, len(mail.outbox)) == (State.SENT, 1)
    assert str(failed.idempotency_key) in mail.outbox[0].extra_headers["Message-ID"]


def test_htmx_gets_the_part_with_what_was_done(client_of, admin, failed):
    part = client_of(admin).post(f"{PAGE}{failed.pk}/retry/", headers=HTMX).content.decode()

    assert "It goes out again within a minute." in part
    assert "<html" not in part


@pytest.mark.parametrize("change", [{"state": State.SENT}, {"expires_at": "2026-01-01T10:00Z"}], ids=str)
def test_what_was_sent_or_is_too_late_is_not_tried_again(client_of, admin, failed, change):
    Message.objects.update(sent_at=timezone.now() - timedelta(days=1), **change)

    part = client_of(admin).post(f"{PAGE}{failed.pk}/retry/", headers=HTMX).content.decode()
    sweep()

    assert "It is too late for this one, or it went out." in part
    assert mail.outbox == []


@pytest.mark.parametrize("roles", [[], [Role.LD_LEAD]])
def test_page_is_for_administrators_only(client_of, failed, roles):
    client = client_of(UserFactory(roles=roles))

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}{failed.pk}/retry/").status_code == 403


def test_retry_takes_posts_to_existing_messages_only(client_of, admin, failed):
    client = client_of(admin)

    assert client.get(f"{PAGE}{failed.pk}/retry/").status_code == 405
    assert client.post(f"{PAGE}999999/retry/").status_code == 404


def test_page_takes_the_same_queries_for_any_number(client_of, admin, due, django_assert_num_queries):
    client = client_of(admin)
    client.get(PAGE)
    for number in range(3):
        due(object_key=f"session:{number}")
        Message.objects.update(state=State.FAILED)
        with django_assert_num_queries(7):
            client.get(PAGE)
