"""Mail by an HTTP provider that honours idempotency keys: posted twice under one key, a mail goes out once.

The shape of the request is that of Resend's `POST /emails`, which others accept as well; see docs/operations.md.
"""

import base64
import http.client
import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from peerlearn.outbox.http import Answer, connect, post_json
from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.mail import compose
from peerlearn.outbox.models import Message
from peerlearn.outbox.outlet import Later, Refused, Unreachable

TOO_MANY = 429
# What an operator can mend, or passes by itself: our key, address or bill, a timeout, the same key just being handled.
NOT_THE_MESSAGE = {401, 402, 403, 404, 405, 407, 408, 409, 421, 423, 425, TOO_MANY}
USUAL_PAUSE = timedelta(minutes=1)


class ProviderOutlet:
    """One connection to the provider, kept for a whole sweep."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None

    def open(self) -> None:
        """Connect unless connected. Raises Unreachable."""
        if self._connection is not None and self._connection.sock is not None:
            return
        try:
            self._connection = connect(settings.EMAIL_PROVIDER_URL)
        except OSError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def send(self, message: Message, rendered: Rendered) -> str:
        """Post the mail under the message's key and return the provider's id. Raises Refused, Later, or what else."""
        assert self._connection is not None  # noqa: S101 - `open` comes first
        headers = {"Idempotency-Key": str(message.idempotency_key)}
        if settings.EMAIL_PROVIDER_TOKEN:
            headers["Authorization"] = f"Bearer {settings.EMAIL_PROVIDER_TOKEN}"
        payload = as_json(compose(message, rendered))
        try:
            answer = post_json(self._connection, settings.EMAIL_PROVIDER_URL, payload, headers)
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return _accepted(answer)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def as_json(mail: EmailMultiAlternatives) -> dict[str, Any]:
    """The mail as providers take it."""
    headers = {name: str(value) for name, value in mail.extra_headers.items()}
    html = [str(content) for content, mimetype in mail.alternatives if mimetype == "text/html"]
    others = [(str(content), mimetype) for content, mimetype in mail.alternatives if mimetype != "text/html"]
    return {
        "from": mail.from_email,
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.body,
        **({"html": html[0]} if html else {}),
        "headers": headers,
        "attachments": [_attached(part) for part in mail.attachments] + [_alternative(*other) for other in others],
    }


def _attached(part: Any) -> dict[str, str]:
    name, content, mimetype = part
    raw = content.encode() if isinstance(content, str) else content
    return {"filename": name, "content": base64.b64encode(raw).decode(), "content_type": mimetype}


def _alternative(content: str, mimetype: str) -> dict[str, str]:
    """Providers know no alternatives besides HTML; calendar programs find an invitation that is attached as well."""
    name = "invitation.ics" if mimetype.startswith("text/calendar") else "alternative"
    return _attached((name, content, mimetype))


def _accepted(answer: Answer) -> str:
    if answer.accepted:
        return _identity(answer.text)
    if answer.status == TOO_MANY or answer.retry_after is not None:
        raise Later(str(answer), answer.retry_after or USUAL_PAUSE)
    if 400 <= answer.status < 500 and answer.status not in NOT_THE_MESSAGE:
        raise Refused(str(answer))
    raise http.client.HTTPException(str(answer))


def _identity(text: str) -> str:
    """The id in the provider's answer; it took the mail, whatever the answer looks like."""
    with suppress(ValueError):
        found = json.loads(text)
        return str(found.get("id", ""))[:200] if isinstance(found, dict) else ""
    return ""
