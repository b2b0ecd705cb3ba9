"""Whoever looks after the program sets up channels; nobody sees an address again, and others see nothing."""

from collections.abc import Iterator

import pytest

from peerlearn.outbox.enums import Channel
from peerlearn.outbox.models import Webhook
from peerlearn.people.models import Role
from tests.factories.people import UserFactory
from tests.outbox.provider import Provider, Reply, serving

pytestmark = pytest.mark.django_db
PAGE = "/channels/"
HTMX = {"HX-Request": "true", "HX-Target": "channel-list"}
SECRET = "https://hooks.slack.com/services/T0/B0/secret"


@pytest.fixture
def sink(settings) -> Iterator[Provider]:
    with serving(Provider()) as sink:
        settings.WEBHOOK_SINK = sink.url
        yield sink


@pytest.fixture
def webhook(admin) -> Webhook:
    return Webhook.objects.create(name="#learning", channel=Channel.SLACK, url=SECRET, created_by=admin)


def test_admin_sets_up_a_channel_whose_address_is_never_shown(client_of, admin):
    response = client_of(admin).post(PAGE, {"name": " #learning ", "channel": "slack", "url": f" {SECRET} "})

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert Webhook.objects.values_list("name", "channel", "url", "created_by").get() == (
        "#learning",
        "slack",
        SECRET,
        admin.pk,
    )
    page = client_of(admin).get(PAGE).content.decode()
    assert "#learning" in page
    assert "secret" not in page.replace("The address is a secret", "")


def test_ld_lead_may_as_well(client_of):
    lead = UserFactory(roles=[Role.LD_LEAD])

    assert client_of(lead).get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "https://evil.example/x"}, "Only addresses that begin with https://hooks.slack.com/ are accepted."),
        ({"name": "\u200b"}, "Write something people can read."),
        ({"channel": "mail"}, "Select a valid choice."),
        ({"url": ""}, "This field is required."),
    ],
)
def test_refused_fields_are_named(client_of, admin, fields, words):
    typed = {"name": "#learning", "channel": "slack", "url": SECRET} | fields

    response = client_of(admin).post(PAGE, typed)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Webhook.objects.exists()


def test_same_name_twice_is_refused(client_of, admin, webhook):
    response = client_of(admin).post(PAGE, {"name": "#learning", "channel": "slack", "url": SECRET})

    assert response.status_code == 422
    assert Webhook.objects.count() == 1


def test_test_button_says_what_the_channel_answered(client_of, admin, webhook, sink):
    Webhook.objects.update(url=f"{sink.url}/x")
    sink.answer = lambda request: Reply(500)

    part = client_of(admin).post(f"{PAGE}{webhook.pk}/test/", headers=HTMX)
    plain = client_of(admin).post(f"{PAGE}{webhook.pk}/test/", follow=True)

    assert "Slack did not accept the test (500)." in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "Slack did not accept the test (500)." in plain.content.decode()


def test_test_button_that_works_says_so(client_of, admin, webhook, sink):
    Webhook.objects.update(url=f"{sink.url}/x")

    part = client_of(admin).post(f"{PAGE}{webhook.pk}/test/", headers=HTMX)

    assert "#learning took the test." in part.content.decode()
    assert len(sink.delivered) == 1


def test_switch_turns_off_and_on_again(client_of, admin, webhook):
    client = client_of(admin)

    off = client.post(f"{PAGE}{webhook.pk}/switch/")
    webhook.refresh_from_db()
    assert (off["Location"], webhook.switched_off_at is None) == (PAGE, False)

    part = client.post(f"{PAGE}{webhook.pk}/switch/", headers=HTMX)
    webhook.refresh_from_db()
    assert webhook.switched_off_at is None
    assert "#learning is on again." in part.content.decode()


@pytest.mark.parametrize("address", ["", "1/test/", "1/switch/"])
def test_others_are_refused(client_of, bob, address):
    client = client_of(bob)

    assert client.post(PAGE + address).status_code == 403


@pytest.mark.parametrize("address", ["1/test/", "1/switch/"])
def test_actions_only_take_posts_and_existing_channels(client_of, admin, address):
    client = client_of(admin)

    assert client.get(PAGE + address).status_code == 405
    assert client.post(PAGE + address.replace("1", "999")).status_code == 404


def test_page_takes_the_same_queries_for_any_number(client_of, admin, django_assert_num_queries):
    client = client_of(admin)
    client.get(PAGE)
    for number in range(3):
        with django_assert_num_queries(4):
            client.get(PAGE)
        Webhook.objects.create(name=f"#{number}", channel=Channel.SLACK, url=SECRET, created_by=admin)
