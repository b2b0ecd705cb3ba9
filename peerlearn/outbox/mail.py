"""The mail channel: SMTP through Django's mail backend, with the same Message-ID and Date for every try.

A mail server that sees a message twice (after a crash between sending and noting) can drop the second one.
"""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.utils import format_datetime, formataddr
from socket import SHUT_RDWR
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.links import unsubscribe_url
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import one_line
from peerlearn.outbox.timing import timing


class Unreachable(Exception):
    """The mail server does not take a connection: nobody's message is to blame, and no other can go either."""


class Refused(Exception):
    """The mail server will never take this message for this address."""


class MailOutlet:
    """One connection to the mail server, opened when first needed and again after a fault."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def open(self) -> None:
        """Connect unless connected. Raises Unreachable."""
        if self._connection is not None:
            return
        connection = get_connection(timeout=timing().connect_limit.total_seconds())
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        self._connection = connection

    def send(self, message: Message, rendered: Rendered) -> str:
        """Send over the open connection and return the Message-ID. Raises Refused, or whatever else went wrong."""
        mail = compose(message, rendered)
        try:
            with _at_most(self._connection, timing().send_limit):
                self._connection.send_messages([mail])
        except Exception as error:
            if refusal := _refusal(error):
                raise Refused(refusal) from error
            self._drop()
            raise
        return mail.extra_headers["Message-ID"]

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.close()


def compose(message: Message, rendered: Rendered) -> EmailMultiAlternatives:
    """The mail as it goes out. Needs a recipient."""
    recipient = message.recipient
    if recipient is None:
        raise ValueError(f"{message} has nobody to send it to")
    host = urlsplit(settings.BASE_URL).hostname
    mail = EmailMultiAlternatives(
        subject=one_line(rendered.subject),
        body=rendered.text,
        to=[formataddr((one_line(recipient.name), recipient.email))],
        headers={
            "Message-ID": f"<{message.idempotency_key}@{host}>",
            "Date": format_datetime(message.due_at),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe_url(recipient.pk, message.kind)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    if rendered.html:
        mail.attach_alternative(rendered.html, "text/html")
    for attachment in rendered.attachments:
        mail.attach(attachment.filename, attachment.content, attachment.mimetype)
    return mail


def _refusal(error: Exception) -> str:
    """What the server said when it refused for good (5xx) this address or these words, else "".

    A refused sender or sign-in is about our settings, so those messages wait for the operator.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        return f"{answers[0][0]} {answers[0][1]!r}" if all(code >= 500 for code, _ in answers) else ""
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500:
        return f"{error.smtp_code} {error.smtp_error!r}"
    return ""


@contextmanager
def _at_most(connection: Any, limit: timedelta) -> Iterator[None]:
    """Cut a send that takes longer in total, whatever it waits for; backends without a socket need no limit."""
    socket = getattr(getattr(connection, "connection", None), "sock", None)
    if socket is None:
        yield
        return
    socket.settimeout(limit.total_seconds())
    timer = threading.Timer(limit.total_seconds(), _shut, [socket])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(socket: Any) -> None:
    with suppress(OSError):
        socket.shutdown(SHUT_RDWR)
