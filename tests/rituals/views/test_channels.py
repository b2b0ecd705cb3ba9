"""Whoever runs a ritual chooses where its dates are announced."""

import pytest

from peerlearn.outbox.models import Webhook
from peerlearn.people.models import User
from rituals.models import Ritual

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "channel-panel"}


@pytest.fixture
def webhook(db: None) -> Webhook:
    return Webhook.objects.create(name="#learning", channel="slack", url="https://hooks.slack.com/services/secret")


def address(ritual: Ritual) -> str:
    return f"/rituals/{ritual.slug}/channel/"


def test_facilitator_chooses_a_channel_and_takes_it_back(client_of, dora: User, ritual: Ritual, webhook: Webhook):
    client = client_of(dora)

    plain = client.post(address(ritual), {"channel": webhook.pk})
    ritual.refresh_from_db()
    assert (plain.status_code, plain["Location"], ritual.channel) == (302, f"/rituals/{ritual.slug}/", webhook)

    part = client.post(address(ritual), {"channel": ""}, headers=HTMX)
    ritual.refresh_from_db()
    assert ritual.channel is None
    assert 'id="channel-panel"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_page_offers_it_to_who_runs_the_ritual_only(client_of, dora: User, bob: User, ritual: Ritual, webhook: Webhook):
    page = f"/rituals/{ritual.slug}/"

    assert "#learning" in client_of(dora).get(page).content.decode()
    assert "#learning" not in client_of(bob).get(page).content.decode()


def test_page_offers_nothing_without_any_channel(client_of, dora: User, ritual: Ritual):
    assert "channel-panel" not in client_of(dora).get(f"/rituals/{ritual.slug}/").content.decode()


def test_channel_that_does_not_exist_or_is_off_is_refused(client_of, dora: User, ritual: Ritual, webhook: Webhook):
    Webhook.objects.update(switched_off_at="2026-11-20T10:00Z")

    response = client_of(dora).post(address(ritual), {"channel": webhook.pk}, headers=HTMX)

    ritual.refresh_from_db()
    assert (response.status_code, ritual.channel) == (422, None)


def test_colleague_is_refused_and_outsider_finds_nothing(
    client_of, bob: User, charlie: User, ritual: Ritual, webhook: Webhook
):
    assert client_of(bob).post(address(ritual), {"channel": webhook.pk}).status_code == 403

    Ritual.objects.update(audience="members")
    assert client_of(charlie).post(address(ritual), {"channel": webhook.pk}).status_code == 404


def test_channel_is_only_posted(client_of, dora: User, ritual: Ritual):
    assert client_of(dora).get(address(ritual)).status_code == 405
