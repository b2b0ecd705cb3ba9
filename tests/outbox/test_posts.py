"""Posting to channels: what a channel is sent, what its answers lead to, and where the product never connects."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from peerlearn.outbox.enums import Channel, State
from peerlearn.outbox.kinds import Kind, Rendered
from peerlearn.outbox.models import Message, Webhook
from peerlearn.outbox.notices import WEBHOOK_OFF
from peerlearn.outbox.posts import body_of
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.outbox.services.sweep import sweep
from peerlearn.outbox.services.webhooks import NotAccepted, note_failure, switch_on, try_webhook
from peerlearn.outbox.validators import NotPublic, is_public, public_address, validate_webhook_url
from peerlearn.people.models import User
from tests.outbox.provider import Provider, Reply, serving

pytestmark = pytest.mark.django_db
WORDS = Rendered("Soon: <Five & more>", "Five <b>prompts</b> begins", link="https://l.example/s/1", link_label="Join")


@pytest.fixture
def sink(settings) -> Iterator[Provider]:
    """What stands for Slack and Teams."""
    with serving(Provider()) as sink:
        settings.WEBHOOK_SINK = sink.url
        yield sink


@pytest.fixture
def webhook(sink: Provider, admin: User) -> Webhook:
    return Webhook.objects.create(name="#learning", channel=Channel.SLACK, url=f"{sink.url}/T/B", created_by=admin)


@pytest.fixture
def posted(register: Callable[..., Kind]) -> Kind:
    return register("test.post", posted=True, render=lambda message: WORDS)


@pytest.fixture
def post_due(posted: Kind, webhook: Webhook) -> Callable[..., Message]:
    def make(number: int = 1, to: Webhook = webhook) -> Message:
        now = timezone.now()
        draft = Draft(
            kind=posted.name,
            webhook=to,
            object_key=f"session:{number}",
            due_at=now - timedelta(minutes=1),
            expires_at=now + timedelta(hours=2),
        )
        enqueue([draft, draft])
        return Message.objects.latest("pk")

    return make


def make_due_again() -> None:
    Message.objects.filter(state=State.PENDING).update(next_try_at=timezone.now() - timedelta(seconds=1))
    Webhook.objects.update(next_post_at=None)


def test_slack_is_sent_plain_text_and_one_button(sink, post_due):
    message = post_due()

    sweep()

    (request,) = sink.requests
    message.refresh_from_db()
    assert message.state == State.SENT
    assert request.payload["text"] == "Soon: &lt;Five &amp; more&gt;"
    section, actions = request.payload["blocks"]
    assert section["text"] == {"type": "plain_text", "text": "Five <b>prompts</b> begins", "emoji": False}
    assert actions["elements"][0]["url"] == "https://l.example/s/1"


def test_teams_is_sent_a_card_of_text_runs():
    (attachment,) = body_of(Channel.TEAMS, WORDS)["attachments"]

    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert card["body"] == [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Five <b>prompts</b> begins"}]}
    ]
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Join", "url": "https://l.example/s/1"}]


def test_a_channel_gets_one_post_a_second(sink, webhook, post_due):
    for number in range(3):
        post_due(number)

    sweep()

    assert len(sink.requests) == 1
    assert Message.objects.filter(state=State.PENDING, attempts=0).count() == 2
    for _second in range(2):
        make_due_again()
        sweep()
    assert len(sink.requests) == 3


def test_channel_that_asks_for_time_gets_it_and_others_go_on(sink, webhook, post_due):
    busy = Webhook.objects.create(name="#busy", channel=Channel.SLACK, url=f"{sink.url}/busy")
    sink.answer = lambda request: Reply(429, {"Retry-After": "30"}) if request.path.endswith("busy") else Reply()
    slowed, fine = post_due(1, busy), post_due(1, webhook)

    sweep()

    slowed.refresh_from_db(), fine.refresh_from_db(), busy.refresh_from_db()
    assert (slowed.state, fine.state) == (State.PENDING, State.SENT)
    assert (busy.failures, busy.switched_off_at) == (0, None)
    assert abs(busy.next_post_at - timezone.now() - timedelta(seconds=30)) < timedelta(seconds=5)


@pytest.mark.parametrize("status", [404, 410])
def test_channel_that_is_gone_is_off_at_once_and_its_owner_told_once(sink, webhook, post_due, admin, status):
    sink.answer = lambda request: Reply(status, text="no_service")
    first, second = post_due(1), post_due(2)

    for _round in range(3):
        sweep()
        make_due_again()

    first.refresh_from_db(), second.refresh_from_db(), webhook.refresh_from_db()
    assert (first.state, second.state) == (State.FAILED, State.SKIPPED)
    assert second.reason == "the channel is switched off"
    assert webhook.switched_off_at is not None
    assert webhook.last_error == f"{status} no_service"
    assert [told.recipient for told in Message.objects.filter(kind=WEBHOOK_OFF, state=State.SENT)] == [admin]
    assert len(sink.requests) == 1


def test_ten_failures_in_a_row_over_an_hour_switch_off(webhook, admin):
    began = timezone.now()
    for minutes in range(0, 59, 6):
        note_failure(webhook, OSError("no answer"), now=began + timedelta(minutes=minutes))
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.switched_off_at) == (10, None)

    note_failure(webhook, OSError("no answer"), now=began + timedelta(hours=1))
    note_failure(webhook, OSError("no answer"), now=began + timedelta(hours=2))

    webhook.refresh_from_db()
    assert webhook.switched_off_at == began + timedelta(hours=1)
    assert Message.objects.filter(kind=WEBHOOK_OFF).count() == 1


def test_success_in_between_begins_the_count_anew(sink, webhook, post_due):
    for _failure in range(9):
        note_failure(webhook, OSError("no answer"), now=timezone.now() - timedelta(hours=2))
    post_due()

    sweep()

    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since, webhook.last_error) == (0, None, "")


def test_switched_on_again_posts(sink, webhook, post_due):
    note_failure(webhook, OSError("x"), now=timezone.now())
    switch_on(webhook)
    post_due()

    sweep()

    assert len(sink.delivered) == 1


def test_redirect_is_not_followed(sink, webhook, post_due):
    sink.answer = lambda request: Reply(302, {"Location": "http://127.0.0.1:9/"})
    message = post_due()

    sweep()

    message.refresh_from_db()
    assert (message.state, len(sink.requests)) == (State.PENDING, 1)


def test_test_that_is_refused_says_what_was_answered(sink, webhook):
    sink.answer = lambda request: Reply(500)

    with pytest.raises(NotAccepted, match=r"^Slack did not accept the test \(500\)\.$"):
        try_webhook(webhook)


def test_test_that_hangs_ends_within_ten_seconds(sink, webhook, settings):
    settings.OUTBOX = {"send_limit": timedelta(seconds=1)}
    sink.answer = lambda request: Reply(hang=3)

    began = time.monotonic()
    with pytest.raises(NotAccepted):
        try_webhook(webhook)

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("slack", "https://hooks.slack.com/services/T0/B0/x"),
        ("teams", "https://acme.webhook.office.com/webhookb2/1"),
        ("teams", "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=a"),
        ("teams", "https://x.environment.api.powerplatform.com/powerautomate/1"),
    ],
)
def test_addresses_of_the_channels_own_service_are_accepted(channel, url):
    validate_webhook_url(url, channel)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/services/T0/B0/x",
        "https://hooks.slack.com",
        "https://hooks.slack.com.evil.example/services/x",
        "https://hooks.slack.com@127.0.0.1/services/x",
        "https://user:word@hooks.slack.com/services/x",
        "https://hooks.slack.com:8080/services/x",
        "https://127.0.0.1/services/x",
        "https://acme.webhook.office.com/webhookb2/1",
        "https://hooks.slack.com/services/\nHost: x",
        "https://[::1/x",
        "javascript:alert(1)",
    ],
)
def test_any_other_address_is_refused(url):
    with pytest.raises(ValidationError, match="Only addresses that begin with https://hooks"):
        validate_webhook_url(url, "slack")


@pytest.mark.parametrize("url", ["https://logic.azure.com/x", "https://evil.example/.logic.azure.com", "https://a.b/"])
def test_any_other_teams_address_is_refused(url):
    with pytest.raises(ValidationError, match="Only https addresses of Teams workflows"):
        validate_webhook_url(url, "teams")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_private_addresses_are_known_in_every_dress(address):
    assert not is_public(address)


def test_name_that_leads_inside_is_refused(monkeypatch):
    inside = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("54.1.2.3", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: inside)

    with pytest.raises(NotPublic):
        public_address("hooks.slack.com", 443)


def test_connection_goes_to_the_address_that_was_looked_up(webhook, settings, monkeypatch):
    settings.WEBHOOK_SINK = ""
    Webhook.objects.update(url="https://hooks.slack.com/services/T/B/x")
    webhook.refresh_from_db()
    asked, connected = [], []
    public = [(socket.AF_INET, 1, 6, "", ("54.1.2.3", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **options: asked.append(host) or public)

    def connect(address, **options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(NotAccepted, match="Slack could not be reached"):
        try_webhook(webhook)

    assert (asked, connected) == (["hooks.slack.com"], [("54.1.2.3", 443)])


def test_sink_is_off_unless_a_test_sets_it(settings):
    assert settings.WEBHOOK_SINK == ""
