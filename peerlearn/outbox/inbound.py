"""Reading the product's own mailbox over IMAP: unseen mails, each handed over once and then marked as seen.

Apps register what they take in `AppConfig.ready`, as they do with kinds of message; the outbox knows neither calendars
nor recordings. A mail that cannot be handled is marked as seen as well, so that it never stops those behind it.
"""

import imaplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 20
MOST_AT_ONCE = 200
LARGEST_BYTES = 36 * 1024 * 1024  # what mail servers usually let through

Taker = Callable[[EmailMessage, datetime], str | None]
"""Does what a mail says and returns what became of it in a word for the log; None for a mail that is not its own."""
_takers: dict[str, Taker] = {}


class MailboxUnreachable(Exception):
    """The server does not answer, or refuses the sign-in; everything waits unread for the next time."""


def take_mails(name: str, taker: Taker) -> None:
    """From now on `taker` is asked for each mail, after those registered before."""
    _takers[name] = taker


def hand_on(mail: EmailMessage, *, now: datetime) -> str:
    """Give a mail to the first that takes it; returns what became of it, "" when it is nobody's."""
    for name, taker in _takers.items():
        outcome = taker(mail, now)
        if outcome is not None:
            log.info("inbound_mail", taker=name, outcome=outcome)
            return outcome
    log.info("inbound_mail", taker="", outcome="nobody's")
    return ""


def read_mailbox(address: str, handle: Callable[[EmailMessage], object]) -> int:
    """Hand every unseen mail to `handle`, at most 200 at once; returns how many. Raises MailboxUnreachable."""
    try:
        with _connect(address) as mailbox:
            return sum(_read(mailbox, uid, handle) for uid in _unseen(mailbox)[:MOST_AT_ONCE])
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(f"{type(error).__name__}: {error}") from error


def _connect(address: str) -> imaplib.IMAP4:
    """A signed-in connection with the folder open."""
    found = urlsplit(address)
    host = found.hostname or ""
    connection: imaplib.IMAP4
    if found.scheme == "imaps":
        context = ssl.create_default_context()
        connection = imaplib.IMAP4_SSL(host, found.port or 993, ssl_context=context, timeout=TIMEOUT_SECONDS)
    else:
        connection = imaplib.IMAP4(host, found.port or 143, timeout=TIMEOUT_SECONDS)
    connection.login(unquote(found.username or ""), unquote(found.password or ""))
    folder = unquote(found.path.strip("/")) or "INBOX"
    answer, _data = connection.select(f'"{folder}"')
    if answer != "OK":
        raise MailboxUnreachable(f"no folder {folder}")
    return connection


def _unseen(mailbox: imaplib.IMAP4) -> list[str]:
    _answer, data = mailbox.uid("SEARCH", "UNSEEN", "SMALLER", str(LARGEST_BYTES))
    return (data[0] or b"").decode().split()


def _read(mailbox: imaplib.IMAP4, uid: str, handle: Callable[[EmailMessage], object]) -> int:
    _answer, data = mailbox.uid("FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in data if isinstance(part, tuple)), None)
    if raw is None:
        return 0
    try:
        handle(message_from_bytes(raw, _class=EmailMessage, policy=policy.default))
    except Exception as error:
        log.warning("inbound_mail_failed", error=type(error).__name__)
    with suppress(imaplib.IMAP4.error):
        mailbox.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return 1
