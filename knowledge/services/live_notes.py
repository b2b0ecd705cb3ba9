"""Notes that everybody takes together while a session goes on, line by line, and what becomes of them at its end.

The lines are open from a quarter of an hour before the start to a day after the end, for all who may see the session.
Capturing begins with them; the lines themselves stay as they are.
"""

from datetime import datetime, timedelta

from django.db import transaction

from knowledge.models import LiveNote
from peerlearn.core.numbers import timecode
from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Session

OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(days=1)
MOST_LINES = 500
CLOSED = (SessionStatus.DRAFT, SessionStatus.CANCELLED, SessionStatus.NOT_HELD)


class NotesClosed(Exception):
    """Nobody writes here now."""


def notes_open(session: Session, *, now: datetime) -> bool:
    """Whether lines may be written at `now`."""
    lasts = session.starts_at - OPENS_BEFORE <= now <= session.ends_at + CLOSES_AFTER
    return lasts and session.status not in CLOSED


@transaction.atomic
def write_line(session: Session, *, by: User, text: str, now: datetime) -> LiveNote:
    """One more line. Raises NotesClosed outside of the time for it, and when there are 500 lines."""
    if not notes_open(session, now=now) or session.live_notes.count() >= MOST_LINES:
        raise NotesClosed
    return LiveNote.objects.create(session=session, author=by, text=text)


def take_back(line: LiveNote) -> None:
    """The line was not meant so."""
    line.delete()


def as_notes(session: Session) -> str:
    """All lines as a Markdown list, each with its time since the start; empty without lines.

    Code that takes several lines stays a block of its own under its time.
    """
    lines = session.live_notes.order_by("at", "pk").values_list("at", "text")
    return "\n".join(_item(max((at - session.starts_at).total_seconds(), 0), text.strip()) for at, text in lines)


def _item(seconds: float, text: str) -> str:
    first, *others = (f"\n{text}" if text.startswith("```") else text).split("\n")
    return "\n".join([f"- {timecode(seconds)} {first}".rstrip(), *(f"  {line}".rstrip() for line in others)])
