"""Posting JSON: so long to connect, so long in all, no redirect followed, and a short answer read.

The limits are those of every message: see `timing.connect_limit` and `timing.send_limit`.
"""

import http.client
import json
import math
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.utils import timezone

from peerlearn.outbox.limits import cut_off_after
from peerlearn.outbox.timing import timing

LONGEST_ANSWER = 100_000


@dataclass(frozen=True)
class Answer:
    """`retry_after` is what the server asked for, None when it did not."""

    status: int
    text: str
    retry_after: timedelta | None

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"{self.status} {self.text[:300]}".strip()


def connect(url: str, *, address: str = "", limit: timedelta | None = None) -> http.client.HTTPConnection:
    """An open connection to the server of `url`, at `address` when that was looked up before. Raises OSError."""
    limit = limit or timing().connect_limit
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    plain = socket.create_connection((address or host, port), timeout=limit.total_seconds())
    connection = http.client.HTTPSConnection(host, port) if secure else http.client.HTTPConnection(host, port)
    connection.auto_open = 0  # a lost connection is opened here or not at all, so never at another address
    connection.sock = _secured(plain, host, limit) if secure else plain
    return connection


def post_json(
    connection: http.client.HTTPConnection,
    url: str,
    payload: object,
    headers: Mapping[str, str],
    *,
    limit: timedelta | None = None,
) -> Answer:
    """Send `payload` over the open connection. Raises OSError, or http.client.HTTPException for no proper answer."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    everything = {"Content-Type": "application/json", "User-Agent": "PeerLearn"} | dict(headers)
    with cut_off_after(limit or timing().send_limit, connection.sock):
        connection.request("POST", target, json.dumps(payload), everything)
        response = connection.getresponse()
        body = response.read(LONGEST_ANSWER)
        if not response.isclosed():
            connection.close()  # more than we care to read
    text = " ".join(body.decode(errors="replace").split())
    return Answer(response.status, text, _pause(response.headers.get("Retry-After", "")))


def _secured(plain: socket.socket, host: str, limit: timedelta) -> ssl.SSLSocket:
    try:
        secured = ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    except (OSError, ValueError):
        plain.close()
        raise
    try:
        with cut_off_after(limit, secured):
            secured.do_handshake()
    except OSError:
        secured.close()
        raise
    return secured


def _pause(words: str) -> timedelta | None:
    """What `Retry-After` says: seconds (Slack sends fractions at times), or a date."""
    try:
        seconds = float(words)
    except ValueError:
        return _until(words)
    return timedelta(seconds=min(max(seconds, 0), 86400)) if math.isfinite(seconds) else None


def _until(words: str) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return None
    aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware - timezone.now(), timedelta(0)), timedelta(days=1))
