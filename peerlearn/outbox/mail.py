"""The mail channel: SMTP through Django's mail backend, with the same Message-ID and Date for every try.

A mail server that sees a message twice (after a crash between sending and noting) can drop the second one.
"""

import smtplib
from contextlib import suppress
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.limits import cut_off_after
from peerlearn.outbox.links import unsubscribe_url
from peerlearn.outbox.models import Message
from peerlearn.outbox.outlet import Refused, Unreachable
from peerlearn.outbox.rendering import one_line
from peerlearn.outbox.timing import timing


class SmtpOutlet:
    """One connection to the mail server, opened when first needed and again after a fault."""

    def __init__(self) -> None:
        self._connection: Any = None

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
            with cut_off_after(timing().send_limit, _socket_of(self._connection)):
                self._connection.send_messages([mail])
        except Exception as error:
            if refusal := _refusal(error):
                raise Refused(refusal) from error
            self.close()
            raise
        return mail.extra_headers["Message-ID"]

    def close(self) -> None:
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
    for alternative in rendered.alternatives:
        mail.attach_alternative(alternative.content, alternative.mimetype)
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


def _socket_of(connection: Any) -> Any:
    """The socket of an SMTP connection; other backends, such as the console, have none."""
    return getattr(getattr(connection, "connection", None), "sock", None)
