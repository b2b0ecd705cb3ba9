"""The log names routes; what people searched for and secret links are not kept."""

import pytest
from django.test import RequestFactory

from peerlearn.core.request_log import RequestLog


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/wiki/search/?q=burnout", "GET /wiki/search/"),
        ("/sessions/join/secret/", "GET /sessions/join/<str:token>/"),
        ("/calendar/feed/secret.ics", "GET /calendar/feed/<str:token>.ics"),
        ("/people/7/", "GET /people/<int:pk>/"),
        ("/no/such/secret", "GET /unknown address"),
    ],
)
def test_request_line_keeps_the_route_only(address, line):
    assert RequestLog.format_request(RequestFactory().get(address)) == line


def test_log_of_a_search_does_not_hold_its_words(client, caplog, db):
    client.get("/wiki/search/?q=burnout")

    assert "/wiki/search/" in caplog.text
    assert "burnout" not in caplog.text
