"""Mail by HTTP: one mail for one key, and the right end for each of the provider's answers."""

import base64
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from peerlearn.outbox.enums import Outcome, State
from peerlearn.outbox.http import _pause
from peerlearn.outbox.kinds import Alternative, Attachment, Rendered
from peerlearn.outbox.models import Attempt, Message
from peerlearn.outbox.services.sweep import sweep
from tests.outbox.provider import Provider, Reply, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with serving(Provider()) as provider:
        settings.EMAIL_PROVIDER_URL = provider.url
        settings.EMAIL_PROVIDER_TOKEN = "secret"
        yield provider


def make_due_again():
    Message.objects.filter(state=State.PENDING).update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_mail_is_posted_as_json_under_its_key(provider, register, due, settings):
    settings.BASE_URL = "https://learn.example.org"
    calendar = Attachment("invite.ics", b"BEGIN:VCALENDAR", "text/calendar")
    register(render=lambda message: Rendered("Lunch\r\nBcc: x", "Words", "<p>Words</p>", (calendar,)))
    message = due()

    sweep()

    (request,) = provider.requests
    message.refresh_from_db()
    assert request.path == "/emails"
    assert request.headers["Idempotency-Key"] == str(message.idempotency_key)
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.payload["to"] == ["Alice Teacher <alice@example.com>"]
    assert request.payload["from"] == settings.DEFAULT_FROM_EMAIL
    assert (request.payload["subject"], request.payload["text"]) == ("Lunch Bcc: x", "Words")
    assert request.payload["html"] == "<p>Words</p>"
    assert request.payload["headers"]["Message-ID"] == f"<{message.idempotency_key}@learn.example.org>"
    assert request.payload["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    content = base64.b64encode(b"BEGIN:VCALENDAR").decode()
    assert request.payload["attachments"] == [
        {"filename": "invite.ics", "content": content, "content_type": "text/calendar"}
    ]
    assert (message.state, message.provider_id) == (State.SENT, f"mail-{message.idempotency_key}")


def test_calendar_alternative_goes_as_an_attachment(provider, register, due):
    invitation = Alternative("BEGIN:VCALENDAR", "text/calendar; method=REQUEST")
    register(render=lambda message: Rendered("Lunch", "Words", "<p>Words</p>", alternatives=(invitation,)))
    due()

    sweep()

    (attached,) = provider.requests[0].payload["attachments"]
    assert (attached["filename"], attached["content_type"]) == ("invitation.ics", "text/calendar; method=REQUEST")
    assert base64.b64decode(attached["content"]) == b"BEGIN:VCALENDAR"


def test_many_mails_go_over_one_connection(provider, due, monkeypatch):
    connected = []
    connect = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: connected.append(a) or connect(*a, **k))
    for number in range(7):
        due(object_key=f"session:{number}")

    assert sweep() == 7

    assert (len(provider.delivered), len(connected)) == (7, 1)


def test_provider_that_takes_a_mail_and_hangs_gets_it_again_and_sends_it_once(provider, due, settings):
    settings.OUTBOX = {"send_limit": timedelta(seconds=0.5)}
    provider.answer = lambda request: Reply(hang=0 if provider.requests else 3)
    message = due()

    began = time.monotonic()
    sweep()
    took = time.monotonic() - began
    make_due_again()
    sweep()

    message.refresh_from_db()
    assert took < 2
    assert (message.state, message.attempts) == (State.SENT, 2)
    assert (len(provider.requests), len(provider.delivered), provider.absorbed) == (2, 1, 1)
    first, second = provider.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.payload["headers"]["Date"] == second.payload["headers"]["Date"]


def test_too_many_requests_waits_as_long_as_the_provider_says_and_others_go_on(provider, due):
    busy = Reply(429, {"Retry-After": "90"})
    provider.answer = lambda request: busy if request.payload["subject"] == "About session:1" else Reply()
    slowed, fine = due(), due(object_key="session:2")

    sweep()

    slowed.refresh_from_db(), fine.refresh_from_db()
    assert (slowed.state, fine.state) == (State.PENDING, State.SENT)
    assert abs(slowed.next_try_at - timezone.now() - timedelta(seconds=90)) < timedelta(seconds=5)


def test_a_third_of_answers_too_many_requests_loses_and_doubles_nothing(provider, due):
    provider.answer = lambda request: Reply(429, {"Retry-After": "1"}) if len(provider.requests) % 3 == 0 else Reply()
    for number in range(30):
        due(object_key=f"session:{number}")

    for _round in range(6):
        sweep()
        make_due_again()

    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    assert len(provider.delivered) == 30


@pytest.mark.parametrize("status", [400, 413, 422, 451])
def test_mail_refused_for_good_fails_at_once_and_the_next_goes(provider, due, status):
    refused = Reply(status, text='{"message": "Invalid address"}')
    provider.answer = lambda request: refused if request.payload["subject"] == "About session:1" else Reply()
    message, fine = due(), due(object_key="session:2")

    sweep()

    message.refresh_from_db(), fine.refresh_from_db()
    assert (message.state, message.attempts, fine.state) == (State.FAILED, 1, State.SENT)
    assert message.last_error == f'Refused: {status} {{"message": "Invalid address"}}'


@pytest.mark.parametrize("status", [301, 401, 403, 404, 409, 500, 503])
def test_what_is_not_the_mails_fault_is_tried_again(provider, due, status):
    provider.answer = lambda request: Reply(status, {"Location": "http://127.0.0.1:9/"})
    message = due()

    sweep()

    message.refresh_from_db()
    assert (message.state, len(provider.requests)) == (State.PENDING, 1)
    assert abs(message.next_try_at - timezone.now() - timedelta(minutes=1)) < timedelta(seconds=5)


def test_provider_down_for_an_hour_backs_off_and_the_message_expires(provider, due):
    provider.answer = lambda request: Reply(503)
    message = due(expires_at=timezone.now() + timedelta(hours=1))
    pauses = []

    for _try in range(6):
        sweep()
        message.refresh_from_db()
        pauses.append(round((message.next_try_at - timezone.now()) / timedelta(minutes=1)))
        make_due_again()
    Message.objects.update(expires_at=timezone.now())
    sweep()

    message.refresh_from_db()
    assert pauses == [1, 2, 4, 8, 16, 30]
    assert (message.state, provider.delivered) == (State.EXPIRED, [])
    assert Attempt.objects.filter(outcome=Outcome.FAILED).count() == 6


def test_unreachable_provider_keeps_everything_due_and_uncounted(due, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PROVIDER_URL = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    due()

    assert sweep() == 0

    assert Message.objects.values_list("state", "attempts").get() == (State.PENDING, 0)


def test_odd_answers_of_a_provider_that_took_the_mail_count_as_sent(provider, due):
    texts = iter(["", "not json", "[1]", '{"id": 7}'])
    provider.answer = lambda request: Reply(text=next(texts) or " ")
    for number in range(4):
        due(object_key=f"session:{number}")

    sweep()

    ids = Message.objects.order_by("object_key").values_list("state", "provider_id")
    assert list(ids) == [(State.SENT, ""), (State.SENT, ""), (State.SENT, ""), (State.SENT, "7")]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("30", 30), ("0.5", 0.5), ("-3", 0), ("1e99", 86400), ("nan", None), ("soon", None), ("", None)],
)
def test_retry_after_in_seconds(words, seconds):
    assert _pause(words) == (None if seconds is None else timedelta(seconds=seconds))


def test_retry_after_as_a_date(monday: datetime):
    assert monday == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert _pause("Mon, 23 Nov 2026 09:02:00 GMT") == timedelta(minutes=2)
    assert _pause("Mon, 23 Nov 2026 08:00:00 GMT") == timedelta(0)
