"""Mails as they arrive: kept by a server for SMTP of the tests' own."""

import re
import time
from email import message_from_bytes
from email.message import Message
from email.policy import default as modern
from typing import Any

from icalendar import Calendar, Event


class Letters:
    """An SMTP server's handler that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[Message] = []
        self.read: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.kept.append(message_from_bytes(envelope.content, policy=modern))
        return "250 OK"

    def next_to(self, address: str, *, about: str) -> Message:
        """The first letter to that address, not read before, whose subject or text holds these words."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for letter in self.kept:
                if letter not in self.read and _is(letter, address, about):
                    self.read.append(letter)
                    return letter
            time.sleep(0.1)
        kept = "\n".join(f"{letter['To']}: {letter['Subject']}" for letter in self.kept)
        raise AssertionError(f"no letter to {address} about “{about}” among\n{kept}")


def words_of(letter: Message) -> str:
    """The plain text."""
    return str(letter.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def entries_of(letter: Message) -> tuple[str, list[Event]]:
    """The method of the letter's calendar and its events."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())  # type: ignore[attr-defined]
    return str(calendar["METHOD"]), [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def link_of(letter: Message, path: str) -> str:
    """The path of the link in the text that begins like this."""
    found = re.search(rf"https?://[^/\s]+({re.escape(path)}\S*)", words_of(letter))
    assert found, words_of(letter)
    return found[1]


def _is(letter: Message, address: str, about: str) -> bool:
    return address in letter["To"] and about in letter["Subject"] + words_of(letter)
