"""One thing that needs a person; each app offers its own, home shows them together."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Todo:
    """`title` says what is needed, `detail` why or what is missing, `verb` what the button does."""

    title: str
    detail: str
    url: str
    verb: str
    due_at: datetime | None = None
    done: int | None = None
    total: int | None = None
