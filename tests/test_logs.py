"""Probes come every few seconds; only what they do not say themselves belongs into the log."""

import logging
import sys

import pytest
from django.http import HttpRequest

from peerlearn.logs import is_news


def record(message="", path=None, error=None):
    made = logging.LogRecord("django.request", logging.ERROR, "", 0, message, (), error)
    if path:
        made.request = HttpRequest()
        made.request.path = path
    return made


def broken():
    try:
        raise ValueError
    except ValueError:
        return sys.exc_info()


@pytest.mark.parametrize(
    ("made", "news"),
    [
        (record("Service Unavailable: /readyz", path="/readyz"), False),
        (record({"event": "request_finished", "request": "GET /healthz", "code": 200}), False),
        (record("Internal Server Error: /readyz", path="/readyz", error=broken()), True),
        (record("Service Unavailable: /calendar/", path="/calendar/"), True),
        (record({"event": "request_finished", "request": "GET /calendar/", "code": 503}), True),
        (record({"event": "outbox_tick"}), True),
        (record("Worker timed out"), True),
    ],
)
def test_answer_to_a_probe_is_no_news_unless_something_broke(made, news):
    assert is_news(made) is news
