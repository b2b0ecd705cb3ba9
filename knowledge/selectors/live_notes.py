"""The lines that are written during a session, as its page shows them.

They are everybody's: a reader recognises the own lines, and the others carry no names.
"""

from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.safestring import SafeString

from knowledge.models import LiveNote
from peerlearn.core.markdown import render_markdown
from peerlearn.people.models import User
from rituals.models import Session


@dataclass(frozen=True)
class LiveLine:
    """`seconds` since the start, 0 for what was written before it."""

    pk: int
    seconds: float
    html: SafeString
    own: bool


@dataclass(frozen=True)
class LiveLines:
    """`state` changes when a line comes or goes, so that a browser can ask whether there is anything new."""

    lines: tuple[LiveLine, ...]
    state: str


def state_of_lines(session: Session) -> str:
    """The state alone, for the many who ask every few seconds."""
    found = LiveNote.objects.filter(session=session).aggregate(lines=Count("pk"), newest=Max("pk"))
    return _state(found["lines"], found["newest"])


def live_lines(session: Session, user: User) -> LiveLines:
    """All lines in their order, in one query."""
    rows = list(LiveNote.objects.filter(session=session))
    lines = (
        LiveLine(
            row.pk,
            max((row.at - session.starts_at).total_seconds(), 0),
            render_markdown(row.text),
            row.author_id == user.pk,
        )
        for row in rows
    )
    return LiveLines(tuple(lines), _state(len(rows), max((row.pk for row in rows), default=None)))


def _state(lines: int, newest: int | None) -> str:
    return f"{lines}-{newest or 0}"
