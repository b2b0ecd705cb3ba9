"""Deny by default: every address of the product either asks who you are or stands in the list of open ones."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

OPEN = {
    # signing in, and getting a password for it
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    # a link with a signed or secret token is the right to do one thing
    "outbox:unsubscribe",
    "rituals:join",
    "rituals:reply",
    "rituals:feed",
    # for supervisors; they tell no contents
    "ops:healthz",
    "ops:readyz",
    # a cookie with the visitor's appearance
    "home:theme",
}
SAMPLES = {
    "int": "1",
    "slug": "some-thing",
    "str": "some-thing",
    "path": "some/thing.wav",
    "uuid": "0b8ad3b2-4d7c-4f0e-9d2c-0d8f6f1f7f10",
}


def routes(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, address with sample values) of every route."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", sampled(address)


def sampled(address: str) -> str:
    """The address with a value in each of its places."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda place: SAMPLES[place[1] or "str"], address)


ALL = dict(routes(get_resolver()))


def test_open_routes_exist():
    assert OPEN - set(ALL) == set()


@pytest.mark.parametrize("name", sorted(set(ALL) - OPEN))
def test_route_sends_visitors_to_sign_in(client, name):
    response = client.get(ALL[name])
    if response.status_code == 405:
        response = client.post(ALL[name])

    assert (response.status_code, response.headers.get("Location", "").split("?")[0]) == (302, "/accounts/login/")
